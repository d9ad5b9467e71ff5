class DataFrame:
    class schema:
        fields: tuple[str, ...] = ()

    def collect(self) -> list["Row"]:
        return []


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
        return DataFrame()
