"""What dbt says about each step of a run, joined with what the process held meanwhile."""

from __future__ import annotations

import bisect
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.process import Sample


@dataclass(frozen=True)
class Step:
    """One node of a dbt run.

    Attributes
    ----------
    name, kind, status
        Name of the node, its resource type (model, test, ...), dbt's word for how it went.
    seconds
        Wall clock; two steps run side by side, so the seconds of all add up to more than the run.
    peak_resident, rise
        Bytes the *whole process* held at most while the step ran, and how much that is above what
        it held when the step began. Both count what ran beside it; None where no sample fell into
        the step.
    n_rows
        Of the table it left, None for views and tests.
    """

    name: str
    kind: str
    status: str
    seconds: float
    peak_resident: int | None
    rise: int | None
    n_rows: int | None


def read_steps(
    run_results: Path, samples: Sequence[Sample], rows: dict[str, int]
) -> tuple[Step, ...]:
    """Read dbt's run_results.json; `rows` maps 'schema.table' to its rows."""
    results = json.loads(run_results.read_text("utf-8"))["results"]
    instants = [sample.at for sample in samples]
    return tuple(_step(result, samples, instants, rows) for result in results)


def rows_by_table(warehouse: Path) -> dict[str, int]:
    """Count the rows of every table of a warehouse, as 'schema.table'."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        counts = connection.execute(
            "select schema_name || '.' || table_name, estimated_size from duckdb_tables()"
        ).fetchall()
    return {str(name): int(size) for name, size in counts}


def _step(
    result: dict[str, Any],
    samples: Sequence[Sample],
    instants: Sequence[float],
    rows: dict[str, int],
) -> Step:
    times = [
        datetime.fromisoformat(part[end]).timestamp()
        for part in result["timing"]
        for end in ("started_at", "completed_at")
        if part[end]
    ]
    held: Sequence[Sample] = ()
    if times:
        first = bisect.bisect_left(instants, min(times))
        held = samples[first : bisect.bisect_right(instants, max(times))]
    peak = max((sample.resident for sample in held), default=None)
    relation = str(result.get("relation_name") or "").replace('"', "").split(".", 1)[-1]
    kind, _, name = str(result["unique_id"]).split(".", 2)
    return Step(
        name=name,
        kind=kind,
        status=str(result["status"]),
        seconds=round(float(result["execution_time"]), 3),
        peak_resident=peak,
        rise=None if peak is None else max(0, peak - held[0].resident),
        n_rows=rows.get(relation),
    )
