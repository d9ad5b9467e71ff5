"""Building a dataset on DuckDB and on Spark, and comparing what came of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.text import Text

from dmp.compare.render import render
from dmp.compare.tables import Comparison, compare_tables, tables_of
from dmp.engine import check_engine, check_lake_is_readable
from dmp.errors import UserError
from dmp.main_job import shortened
from dmp.project import DEFAULT_TARGET, Project
from dmp.warehouse import hold_file, reading


@dataclass(frozen=True)
class EngineComparison:
    """Every compared table, and the seconds per model of the last build on DuckDB and the other."""

    tables: tuple[Comparison, ...]
    duckdb_seconds: Mapping[str, float]
    other_seconds: Mapping[str, float]


def compare_engines(
    project: Project,
    *,
    target: str,
    folder: Path,
    steps: int,
    console: Console,
    at_once: bool = False,
) -> EngineComparison:
    """Build the dataset on DuckDB and on `target`, side by side in `folder`, and compare.

    With two or more `steps`, the first build sees the first part of the deliveries and each later
    one more of them, so that what models keep between builds is compared too. `at_once`: the two
    engines build at the same time, which ends sooner and makes their seconds say little.

    Raises
    ------
    UserError
        The engine of the target cannot be used, another comparison works in the folder, a build
        failed, or the tables differ.
    """
    if target in (DEFAULT_TARGET, "spark_connect"):
        raise UserError(
            f"A comparison builds on {DEFAULT_TARGET} and on an engine that writes into a folder of its own,"
            f" and {target} is none: choose spark_local or spark_cluster."
        )
    Project.locate(
        environ=os.environ, start=project.root, dataset=project.dataset, profile=target
    )  # an unknown target is refused here
    check_engine(target, os.environ)
    check_lake_is_readable(target, os.environ)
    with hold_file(folder.with_name(f"{folder.name}.lock"), partial(_held, folder)):
        return _compare(project, target, folder, steps, console, at_once=at_once)


def _held(folder: Path, process: str) -> UserError:
    return UserError(f"{folder} is in use by process {process}, another comparison: wait for it.")


def _compare(
    project: Project, target: str, folder: Path, steps: int, console: Console, *, at_once: bool
) -> EngineComparison:
    """Build on both engines in an emptied folder and compare."""
    if folder.exists():
        shutil.rmtree(folder)
    places = {
        DEFAULT_TARGET: {"DMP_WAREHOUSE": str(folder / "compared.duckdb")},
        target: {"DMP_LAKE": str(folder / "compared.lake")},
    }
    raws = [project.raw]
    if steps > 1:
        parts = [(folder / "raw" / str(step), step / steps) for step in range(1, steps + 1)]
        raws = [_part_of(project.raw, part, share) for part, share in parts]

    def build(name: str) -> dict[str, float]:
        console.print(Text(f"Building {project.dataset} on {name}, builds in a row: {steps}"))
        return _build(project, name, folder / "target" / name, places[name], raws)

    with ThreadPoolExecutor(len(places) if at_once else 1) as pool:
        seconds = dict(zip(places, pool.map(build, places), strict=True))
    manifest = json.loads((folder / "target" / DEFAULT_TARGET / "manifest.json").read_text("utf-8"))
    with (
        reading(folder / "compared.duckdb") as left,
        reading(folder / "compared.lake") as right,
    ):
        compared = tuple(compare_tables(left, right, tables_of(manifest)))
    console.print(render(compared, seconds[DEFAULT_TARGET], seconds[target], target))
    different = [each.table for each in compared if not each.is_equal]
    if different:
        raise UserError(
            f"{len(different)} of {len(compared)} tables differ between duckdb and {target}:"
            f" {', '.join(different)}. Both builds are kept in {project.display(folder)}."
        )
    return EngineComparison(compared, seconds[DEFAULT_TARGET], seconds[target])


def _build(
    project: Project,
    target: str,
    artefacts: Path,
    place: Mapping[str, str],
    raws: Sequence[Path],
) -> dict[str, float]:
    """Build from each folder of deliveries in turn; the seconds by model of the last build."""
    environment = {
        **os.environ,
        **place,
        "DMP_DATASET": project.dataset,
        "DMP_TARGET": target,
        "DBT_TARGET_PATH": str(artefacts),
        "DBT_LOG_PATH": str(artefacts / "logs"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "dmp.compare.builds", *map(str, raws)],
        cwd=project.root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise UserError(
            f"The build on {target} failed ({_reason(done.stdout)});"
            f" the log is {artefacts / 'logs' / 'dbt.log'}."
        )
    ran = json.loads((artefacts / "run_results.json").read_text("utf-8"))
    return {
        result["unique_id"].split(".", 2)[2]: float(result["execution_time"])
        for result in ran["results"]
    }


def _part_of(raw: Path, part: Path, share: float) -> Path:
    """Link the first deliveries of every source folder below `raw` into `part`, by their names."""
    for folder in sorted({file.parent for file in raw.rglob("*") if file.is_file()}):
        files = sorted(file for file in folder.iterdir() if file.is_file())
        here = part / folder.relative_to(raw)
        here.mkdir(parents=True, exist_ok=True)
        for file in files[: max(1, round(len(files) * share))]:
            if not (here / file.name).exists():
                (here / file.name).symlink_to(file)
    return part


def _reason(told: str) -> str:
    """Find what dbt says after its headline of the first failure."""
    lines = [line.strip() for line in told.splitlines()]
    headlines = [
        place for place, line in enumerate(lines) if "Failure in" in line or "an error:" in line
    ]
    return shortened(" ".join(lines[headlines[0] :][1:6])) if headlines else "without a reason"
