"""DuckDB and Spark side by side on one simulated company: seconds per model, and that the tables are equal.

    .venv-spark/bin/python -m benchmarks.engines --people 20000

What it measures, and how to read it, is in README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from pathlib import Path

from rich.console import Console

from benchmarks.scale import RESULTS, ROOT, THREADS
from dmp.compare import compare_engines
from dmp.project import Project
from dmp.simulate import simulate

# what takes longer than this on the other engine has its reason in docs/scaling.md
MOST = 20


def main() -> None:
    """Simulate, build on both engines, compare, write the result."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--events-per-person", type=float, default=50.0)
    parser.add_argument("--target", default="spark_local")
    parser.add_argument("--work", help="existing folder to make the work folder in")
    wanted = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="dmp-engines-", dir=wanted.work)).resolve()
    os.environ.update(THREADS)
    try:
        simulate(
            work / "raw",
            people=wanted.people,
            file_format="parquet",
            events_per_person=wanted.events_per_person,
        )
        project = Project.locate(
            environ={**os.environ, "DMP_RAW": str(work / "raw")}, start=ROOT, dataset="demo"
        )
        compared = compare_engines(
            project,
            target=wanted.target,
            folder=work / "compared",
            steps=1,
            console=Console(width=160),
        )
    finally:
        shutil.rmtree(work, ignore_errors=True)
    seconds = {
        name: {"duckdb": its, wanted.target: compared.other_seconds[name]}
        for name, its in compared.duckdb_seconds.items()
        if name in compared.other_seconds
    }
    slower = [
        f"{name} {its[wanted.target] / its['duckdb']:.0f} ({its[wanted.target]:.1f} s)"
        for name, its in seconds.items()
        if its[wanted.target] > MOST * its["duckdb"]
    ]
    print(f"More than {MOST} times: {', '.join(slower) or 'none'}")
    result = {
        "people": wanted.people,
        "events_per_person": wanted.events_per_person,
        "target": wanted.target,
        "rows": {each.table: each.left_rows for each in compared.tables},
        "seconds": seconds,
    }
    name = f"engines_{wanted.people}_people.json"
    (RESULTS / name).write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
