"""A user's project in a temporary folder: raw files, a warehouse of its own, dbt as a person would run it."""

import csv
import gzip
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

DBT = str(Path(sys.executable).with_name("dbt"))
# Ends of the names of the tables in which a ladder remembers what it climbed with; they take turns.
LADDER_MEMORY = ("__edges", "__limits", "__twin")
Rows = Mapping[str, Iterable[Mapping[str, str]]]


@dataclass(frozen=True)
class House:
    """The checkout, seen through raw files and a warehouse that belong to one test."""

    root: Path
    raw: Path
    warehouse: Path
    target: Path
    dataset: str = "demo"

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run dbt in the checkout on this house's files; never raises."""
        environment = {
            **os.environ,
            "DMP_DATASET": self.dataset,
            "DMP_RAW": str(self.raw),
            "DMP_LANDING": str(self.raw),
            "DMP_WAREHOUSE": str(self.warehouse),
            "DBT_TARGET_PATH": str(self.target),
            "DBT_LOG_PATH": str(self.target),
        }
        return subprocess.run(
            [DBT, *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def build(self, *arguments: str, command: str = "build") -> None:
        """Run dbt and fail the test with its output when it fails."""
        done = self.dbt(command, *arguments)
        assert done.returncode == 0, done.stdout[-6000:]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query on the warehouse, which is closed again afterwards."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def deliver(self, delivery: str, rows: Rows) -> None:
        """Write one delivery (a day) of raw CSV files; tables that are not named deliver a header alone."""
        for name, columns in declared_columns(self.root).items():
            folder = self.raw / name
            folder.mkdir(parents=True, exist_ok=True)
            if columns == ["line"]:
                with gzip.open(folder / f"{delivery}.jsonl.gz", "wt", encoding="utf-8") as lines:
                    lines.writelines(f"{row['line']}\n" for row in rows.get(name, ()))
                continue
            with gzip.open(
                folder / f"{delivery}.csv.gz", "wt", encoding="utf-8", newline=""
            ) as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                synced = {"_synced_at": f"{delivery}T03:00:00Z"} if "_synced_at" in columns else {}
                writer.writerows(synced | dict(row) for row in rows.get(name, ()))


def declared_columns(root: Path) -> dict[str, list[str]]:
    """The columns of every raw table of the demo, by '<source>/<table>', from the source ymls."""
    declared = {}
    for path in sorted((root / "models/staging/demo").rglob("_*__sources.yml")):
        for source in yaml.safe_load(path.read_text())["sources"]:
            for table in source["tables"]:
                columns = [column["name"] for column in table["columns"]]
                declared[f"{source['name']}/{table['name']}"] = columns
    return declared
