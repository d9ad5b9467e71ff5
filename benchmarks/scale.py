"""How the main job grows: simulate N people, build them, tell seconds and memory per model.

    python -m benchmarks.scale --people 100000 --events-per-person 50

What it measures, and how to read it, is in README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from benchmarks.models import Step, read_steps, rows_by_table
from benchmarks.process import Usage, run_measured

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
MIB = 1024**2
#: dbt's words for a step that did not do its work.
BAD = ("error", "fail", "partial success", "runtime error", "skipped", "warn")
#: The result lists every model, and of tests and seeds those that take this long.
SLOW_SECONDS = 5.0
#: As in the Makefile: DuckDB and the models bring their own threads.
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "2"}

#: Like `dmp build`: unit tests check the code, not the data, and have their own place.
MAIN_JOB = ("--exclude-resource-type", "unit_test")


def main() -> None:
    """Simulate, build, write the result and print the slowest models."""
    wanted = _arguments()
    work = Path(tempfile.mkdtemp(prefix="dmp-scale-", dir=wanted.work)).resolve()
    console = Console()
    try:
        result = _measure(wanted, work, console)
    finally:
        if not wanted.keep:
            shutil.rmtree(work, ignore_errors=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    name = wanted.name or f"scale_{wanted.people}_people"
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    console.print(_slowest(result["steps"], wanted.top))
    console.print(_totals(result), highlight=False)
    if result["build"]["exit_code"]:
        raise SystemExit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--events-per-person", type=float, default=50.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--work", help="existing folder to make the work folder in")
    parser.add_argument("--keep", action="store_true", help="leave the work folder where it is")
    parser.add_argument("--name", help="of the result file; default: scale_<people>_people")
    parser.add_argument("--top", type=int, default=20, help="how many slow steps to print")
    parser.add_argument("--without-tests", action="store_true", help="dbt run, not dbt build")
    return parser.parse_args()


def _measure(wanted: argparse.Namespace, work: Path, console: Console) -> dict[str, Any]:
    raw, warehouse, target = work / "raw", work / "scale.duckdb", work / "target"
    environment = (
        os.environ
        | THREADS
        | {
            "DMP_DATASET": "demo",
            "DMP_RAW": str(raw),
            "DMP_WAREHOUSE": str(warehouse),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(work / "logs"),
        }
    )
    spill = warehouse.with_name(warehouse.name + ".tmp")
    console.print(f"Simulating {wanted.people:,} people in {work}", highlight=False)
    size = ["--people", str(wanted.people), "--events-per-person", str(wanted.events_per_person)]
    world = [sys.executable, "-m", "benchmarks.world", str(raw), *size, "--seed", str(wanted.seed)]
    simulated = run_measured(world, environment=environment, spill=spill)
    if simulated.exit_code:
        raise SystemExit("The simulation failed: see its message above.")
    rows = json.loads((raw / "_simulation.json").read_text("utf-8"))["rows"]
    console.print(f"Building {sum(rows.values()):,} raw rows", highlight=False)
    built = run_measured(
        [
            # not `-m dbt.cli.main`, which would import that module twice
            *(sys.executable, "-c", "from dbt.cli.main import cli; cli()"),
            *(("run",) if wanted.without_tests else ("build", *MAIN_JOB)),
            *("--project-dir", str(ROOT), "--profiles-dir", str(ROOT), "--quiet"),
        ],
        environment=environment,
        spill=spill,
    )
    results = target / "run_results.json"
    if not results.is_file():
        raise SystemExit("dbt stopped before its first model: see its message above.")
    tables = rows_by_table(warehouse)
    steps = read_steps(results, built.samples, tables)
    return {
        "people": wanted.people,
        "events_per_person": wanted.events_per_person,
        "seed": wanted.seed,
        "raw_rows": rows,
        "n_events": tables.get("input.input__events"),
        "machine": _machine(),
        "simulation": _usage(simulated),
        "build": _usage(built),
        "warehouse_bytes": warehouse.stat().st_size,
        "seconds_by_kind": _seconds_by_kind(steps),
        "not_good": [step.name for step in steps if step.status in BAD],
        "steps": [
            asdict(step) for step in steps if step.kind == "model" or step.seconds >= SLOW_SECONDS
        ],
    }


def _machine() -> dict[str, Any]:
    return {
        "cpus": os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "load_average": round(os.getloadavg()[1], 1),  # of the last five minutes
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
    }


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "exit_code": usage.exit_code,
        "seconds": round(usage.seconds, 1),
        "cpu_seconds": round(usage.cpu_seconds, 1),
        "peak_resident_bytes": usage.peak_resident,
        "peak_spilled_bytes": usage.peak_spilled,
    }


def _slowest(steps: list[dict[str, Any]], top: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("step", "kind", "seconds", "rows", "peak MiB", "rise MiB", "status"):
        table.add_column(title, justify="left" if title in ("step", "kind", "status") else "right")
    for values in sorted(steps, key=lambda each: -each["seconds"])[:top]:
        step = Step(**values)
        table.add_row(
            step.name,
            step.kind,
            f"{step.seconds:.1f}",
            "" if step.n_rows is None else f"{step.n_rows:,}",
            _mib(step.peak_resident),
            _mib(step.rise),
            step.status,
        )
    return table


def _totals(result: dict[str, Any]) -> str:
    lines = []
    for part in ("simulation", "build"):
        usage = result[part]
        lines.append(
            f"{part}: {usage['seconds']:.0f} s ({usage['cpu_seconds']:.0f} s of processor),"
            f" at most {_mib(usage['peak_resident_bytes'])} MiB resident"
            f" and {_mib(usage['peak_spilled_bytes'])} MiB spilled"
        )
    by_kind = result["seconds_by_kind"].items()
    lines.append("work: " + ", ".join(f"{kind}s {total:.0f} s" for kind, total in by_kind))
    lines.append(f"not good: {', '.join(result['not_good']) or 'nothing'}")
    return "\n".join(lines)


def _seconds_by_kind(steps: Sequence[Step]) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for step in steps:
        seconds[step.kind] = seconds.get(step.kind, 0.0) + step.seconds
    return {kind: round(total, 1) for kind, total in sorted(seconds.items())}


def _mib(size: int | None) -> str:
    return "" if size is None else f"{size / MIB:,.0f}"


if __name__ == "__main__":
    main()
