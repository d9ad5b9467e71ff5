import os
import re
from types import SimpleNamespace

COLUMNS = ("namespace", "tableName", "isTemporary", "information")


class DataFrame:
    """The tables that NO_SPARK_TABLES names, where a statement asks for those of a schema; else nothing."""

    def __init__(self, statement: str) -> None:
        asked = re.search(r"show table extended in (\w+)", statement)
        tables = [each.split(".") for each in os.environ.get("NO_SPARK_TABLES", "").split()]
        self._rows = [
            (schema, name, False, "Type: MANAGED")
            for schema, name in tables
            if asked and schema == asked[1]
        ]
        text = SimpleNamespace(simpleString=lambda: "string")
        fields = [SimpleNamespace(name=name, dataType=text, nullable=True) for name in COLUMNS]
        self.schema = SimpleNamespace(fields=fields if asked else [])

    def collect(self) -> list["Row"]:
        return self._rows


class Row: ...


class SparkSession:
    class builder:
        @classmethod
        def enableHiveSupport(cls) -> type["SparkSession.builder"]:
            return cls

        @classmethod
        def config(cls, name: str, value: str) -> type["SparkSession.builder"]:
            return cls

        @classmethod
        def getOrCreate(cls) -> "SparkSession":
            return SparkSession()

    def sql(self, statement: str) -> DataFrame:
        return DataFrame(statement)
