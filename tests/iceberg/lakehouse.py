"""A folder in which Spark keeps Iceberg tables, with dbt as a person would run it there."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyspark
import snowpark_connect_deps_iceberg
from shaded_jackson import write_shaded_jackson

ROOT = Path(__file__).resolve().parents[2]
DBT = str(Path(sys.executable).with_name("dbt"))
RUNTIME = "iceberg-spark-runtime-3.5_2.12-*.jar"  # pyspark's own Scala is 2.12
# A catalogue of Iceberg's own is the default one: put over Spark's, dbt-spark cannot tell that a table is Iceberg's.
# The lock is for a metastore that is a server; on an embedded one it waits for minutes and fails.
SETTINGS = {
    "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    "spark.sql.catalog.lake": "org.apache.iceberg.spark.SparkCatalog",
    "spark.sql.catalog.lake.type": "hive",
    "spark.sql.defaultCatalog": "lake",
    "spark.hadoop.iceberg.engine.hive.lock-enabled": "false",
    "spark.hadoop.hive.metastore.schema.verification": "false",
    "spark.hadoop.datanucleus.schema.autoCreateAll": "true",
}


@dataclass(frozen=True)
class Lakehouse:
    """One lake in `place`; the checkout's profile, and Iceberg by a spark-defaults.conf as on a user's cluster."""

    place: Path
    has_jar: bool = True
    has_catalogue: bool = True

    @property
    def lake(self) -> Path:
        return self.place / "iceberg.lake"

    @property
    def target(self) -> Path:
        return self.place / "target"

    def configure(self) -> None:
        """Write the configuration folder; without jar and catalogue, Spark is as pip installs it."""
        settings = dict(SETTINGS) if self.has_catalogue else {}
        if self.has_jar:
            shaded = self.place / "shaded-jackson.jar"
            write_shaded_jackson(Path(pyspark.__file__).parent / "jars", shaded)
            [runtime] = snowpark_connect_deps_iceberg.get_jars_dir().glob(RUNTIME)
            settings["spark.jars"] = f"{runtime},{shaded}"
        (self.place / "conf").mkdir(parents=True)
        lines = [f"{name} {value}\n" for name, value in settings.items()]
        (self.place / "conf/spark-defaults.conf").write_text("".join(lines))

    def environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        """What a user would set; nothing of whoever runs the tests."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DMP_", "DBT_", "SPARK_"))
        }
        return kept | {
            "DMP_LAKE": str(self.lake),
            "DMP_SPARK_MEMORY": "2g",
            "DMP_TABLE_FORMAT": "iceberg",
            "DMP_TARGET": "spark_local",
            "DMP_WAREHOUSE": str(self.place / "compared.duckdb"),
            "DBT_LOG_PATH": str(self.target),
            "DBT_TARGET_PATH": str(self.target),
            "SPARK_CONF_DIR": str(self.place / "conf"),
            **settings,
        }

    def dbt(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run dbt in a process of its own, which takes its Spark along when it ends; never raises."""
        return self._run([DBT, *arguments, "--profiles-dir", str(ROOT)], settings)

    def build(self, *arguments: str, **settings: str) -> None:
        """Build models, and fail the test with dbt's output when that fails."""
        kinds = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
        done = self.dbt("build", *kinds, *arguments, **settings)
        assert done.returncode == 0, done.stdout[-6000:]

    def export(self, tables: Sequence[str]) -> Path:
        """Write the tables as plain Parquet, and the commits of each, beside the lake; return that folder."""
        exported = self.place / "exported.lake"
        command = [sys.executable, str(Path(__file__).with_name("export_tables.py"))]
        done = self._run([*command, str(self.lake), str(exported), *tables], {})
        assert done.returncode == 0, done.stderr[-6000:]
        return exported

    def ran(self, model: str) -> str:
        """The SQL that the last build sent for a model."""
        [path] = (self.target / "run").rglob(f"{model}.sql")
        return path.read_text()

    def _run(
        self, command: Sequence[str], settings: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment(settings),
            capture_output=True,
            text=True,
            check=False,
        )


@dataclass(frozen=True)
class Built:
    """The same two builds on DuckDB and on Iceberg."""

    house: Lakehouse
    tables: tuple[str, ...]
    exported: Path
    before: Path  # the DuckDB warehouse as the first build left it
    after: Path


@dataclass(frozen=True)
class Small:
    """The small project after two runs: its snapshot, what the second run said, and the tables it made."""

    exported: Path
    told: str
    tables: frozenset[str]


def commits(exported: Path) -> dict[str, list[dict[str, str]]]:
    """The commits of every exported table, oldest first: Iceberg's summary of each, with its operation."""
    return json.loads((exported / "commits.json").read_text())


def rows_after_each_commit(exported: Path, table: str) -> list[int]:
    """The rows that the table held after each of its commits, oldest first."""
    return [int(each["total-records"]) for each in commits(exported)[table]]
