"""A user's project in a temporary folder: raw files, a warehouse of its own, dbt as a person would run it."""

import csv
import gzip
import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml
from dbt_process import run_dbt

from dmp.project import Project

# Ends of the names of the tables in which a ladder remembers what it climbed with; they take turns.
LADDER_MEMORY = ("__edges", "__limits", "__twin")
Rows = Mapping[str, Iterable[Mapping[str, str]]]


@dataclass(frozen=True)
class House:
    """The checkout, seen through raw files and a warehouse that belong to one test.

    dbt parses everything anew, ten seconds, where a variable or a place differs from the last time
    in the target folder. So houses of one checkout share `targets`, which has a folder for each
    set of variables, and dbt sees their files through links there, at the same place for all.
    """

    root: Path
    raw: Path
    warehouse: Path
    targets: Path
    dataset: str = "demo"

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run dbt in the checkout on this house's files; never raises."""
        variables = arguments[arguments.index("--vars") + 1] if "--vars" in arguments else ""
        target = self.targets / "-".join(re.findall(r"\w+", f"{self.dataset} {variables}"))
        raw = point(self.targets / "raw", self.raw)
        warehouse = point(self.targets / "warehouse", self.warehouse.parent) / self.warehouse.name
        environment = {
            **os.environ,
            "DMP_DATASET": self.dataset,
            "DMP_RAW": str(raw),
            "DMP_LANDING": str(raw),
            "DMP_WAREHOUSE": str(warehouse),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target),
        }
        return run_dbt(arguments, folder=self.root, environment=environment)

    def build(self, *arguments: str, command: str = "build") -> None:
        """Run dbt and fail the test with its output when it fails."""
        done = self.dbt(command, *arguments)
        assert done.returncode == 0, done.stdout[-6000:]

    def project(self) -> Project:
        """Give the same for functions of `dmp`, on DuckDB and with a target folder of their own."""
        target = self.warehouse.with_name("target")
        return Project(
            root=self.root,
            dataset=self.dataset,
            profile="duckdb",
            warehouse=self.warehouse,
            raw=self.raw,
            landing=self.raw,
            published=self.warehouse.with_name("published"),
            target=target,
            logs=target,
        )

    def manifest(self, *variables: str) -> dict[str, Any]:
        """What dbt knows of the house, under the variables of its builds."""
        self.build("--write-json", *variables, command="parse")
        found = self.targets.glob("*/manifest.json")
        return json.loads(max(found, key=lambda path: path.stat().st_mtime).read_text())

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


def point(link: Path, place: Path) -> Path:
    """Make `link` lead to `place`, wherever it led before."""
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(place)
    return link


def declared_columns(root: Path) -> dict[str, list[str]]:
    """The columns of every raw table of the demo, by '<source>/<table>', from the source ymls."""
    declared = {}
    for path in sorted((root / "models/staging/demo").rglob("_*__sources.yml")):
        for source in yaml.safe_load(path.read_text())["sources"]:
            for table in source["tables"]:
                columns = [column["name"] for column in table["columns"]]
                declared[f"{source['name']}/{table['name']}"] = columns
    return declared
