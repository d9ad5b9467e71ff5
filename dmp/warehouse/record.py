"""What the last build of a warehouse came to, written beside the warehouse file.

The record is what makes a killed run harmless: a build marks the warehouse "running" first, so
whatever ends it early leaves a warehouse that `publish` refuses until a complete build went well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from dmp.errors import UserError

State = Literal["running", "failed", "partial", "good"]


@dataclass(frozen=True)
class Timing:
    """How long dbt took, and which of its runs that was.

    Attributes
    ----------
    invocation_id
        dbt's own id of the run; None where it stopped before it began.
    seconds
        Duration from start to end.
    seconds_by_layer
        Seconds of work; threads work side by side, so the layers may add up to more than `seconds`.
    """

    invocation_id: str | None = None
    seconds: float = 0.0
    seconds_by_layer: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class BuildRecord:
    """State of a warehouse after its last build.

    Attributes
    ----------
    state
        "good" only after a complete build without an error or a failed test; "partial" after a
        good selection in a warehouse that was never completely built; "running" for ever where the
        run was killed.
    run_id
        Identifies the run of the command or of the Dagster job.
    started_at
        ISO instant in UTC.
    timing
        Of the run, once it has ended.
    """

    state: State
    run_id: str
    started_at: str
    timing: Timing = field(default_factory=Timing)


class OpenRecord:
    """The record of a build that is still running; the builder notes what it knows at its end."""

    def __init__(self, record: BuildRecord) -> None:
        self.record = record
        self.is_complete = False

    def note(self, timing: Timing, *, is_complete: bool) -> None:
        """Remember how long the run took and whether it ran every step there is."""
        self.record = replace(self.record, timing=timing)
        self.is_complete = is_complete


@contextmanager
def recorded_build(warehouse: Path, *, run_id: str, now: datetime) -> Iterator[OpenRecord]:
    """Record what the body, a build of `warehouse`, came to: "failed" when it raises.

    A good build of a part says nothing about the rest of the warehouse, so it leaves the state as
    it found it; a failed one spoils it. `now` is the instant of the start.
    """
    before = read_record(warehouse)
    begun = OpenRecord(BuildRecord("running", run_id, now.isoformat()))
    write_record(warehouse, begun.record)
    try:
        yield begun
    except BaseException:
        # where even this cannot be written, "running" says as clearly that nothing may be published
        with suppress(UserError):
            write_record(warehouse, replace(begun.record, state="failed"))
        raise
    state: State = "partial" if before is None else before.state
    state = "good" if begun.is_complete else state
    begun.record = replace(begun.record, state=state)
    write_record(warehouse, begun.record)


def record_path(warehouse: Path) -> Path:
    """Return the file that holds the record of `warehouse`."""
    return warehouse.with_name(warehouse.name + ".build.json")


def write_record(warehouse: Path, record: BuildRecord) -> None:
    """Replace the record of `warehouse` in one step.

    Raises
    ------
    UserError
        There is no room, or the folder cannot be written.
    """
    path = record_path(warehouse)
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_text(json.dumps(asdict(record), indent=2) + "\n", "utf-8")
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise UserError(
            f"The record of the build could not be written to {path} ({error.strerror}): make room"
            " or make the folder writable, and build again."
        ) from error


def read_record(warehouse: Path) -> BuildRecord | None:
    """Read the record of `warehouse`; None where only plain `dbt build` has ever built it.

    A record that cannot be understood (from another version, cut short) vouches for nothing, so it
    counts as that of a failed build, which the next complete build replaces.
    """
    path = record_path(warehouse)
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text("utf-8"))
        return BuildRecord(**content | {"timing": Timing(**content["timing"])})
    except (KeyError, TypeError, ValueError):
        return BuildRecord("failed", run_id="unknown", started_at="unknown")
