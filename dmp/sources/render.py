"""What became of an export, for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from rich.console import Group
from rich.table import Table
from rich.text import Text

from dmp.sources.add import Added
from dmp.sources.profile import ROWS, Column
from dmp.sources.staged import has_room


def added_table(added: Added, root: Path) -> Group:
    """Show every column of an export and what it was taken for, what is worth knowing, and the files written."""
    export, told = added.export, added.profile
    contract = export.match.shape.contract
    table = Table("column", "filled", "different", "reads as", "example", contract)
    targets: dict[str, list[str]] = {}
    for target, name in export.match.columns.items():
        targets.setdefault(name, []).append(target)
    for column in told.columns:
        table.add_row(
            column.name,
            f"{column.filled:.0%}",
            "every row" if column.is_key else f"{column.n_distinct:,}",
            column.reads_as if column.share == 1 else f"{column.reads_as} ({_part(column.share)})",
            column.example[:40],
            ", ".join(targets.get(column.name, ["-"])),
        )
    broken = f", {told.n_broken:,} of them broken" if told.n_broken else ""
    head = (
        f"{export.table}: {told.delivery} holds {told.n_rows:,} rows{broken}, taken for {contract}."
    )
    if export.match.total_of:
        head = f"{export.table}: there are no orders, so the lines are summed up to {contract}."
    notes = [Text(f"  {note}") for note in _notes(added)]
    files = [Text(f"  {path.relative_to(root)}") for path in added.files]
    return Group(Text(head), table, *notes, Text("Written:"), *files, Text())


def _notes(added: Added) -> Iterator[str]:
    export, told = added.export, added.profile
    columns = {column.name: column for column in told.columns}
    match = export.match
    keys = [match.columns[name] for name in match.shape.key if name in match.columns]
    if len(keys) == len(match.shape.key) == 1 and not columns[keys[0]].is_key and told.n_rows > 1:
        yield f"{keys[0]} stands in several rows: of rows with the same one the newest counts."
    if export.cursor:
        yield f"Pulled by {export.cursor}: each build reads what changed since the last one."
    elif "postgres" in export.origin.partition("://")[0]:
        yield "No column says when a row changed: each build reads the whole table."
    for name in match.shape.instants:
        if name in match.columns:
            yield from _of_instants(columns[match.columns[name]], added)
    if export.mark_of_deleted:
        yield f"{export.mark_of_deleted} marks what was deleted: such rows are rejected, and counted."
    if export.further:
        kept = "Kept as JSON" if has_room(export, added.contract) else "Left out"
        yield f"{kept}: {', '.join(export.further)}."


def _of_instants(column: Column, added: Added) -> Iterator[str]:
    """Say which time a column spans, how long after its last instant the delivery came, and in which zone it counts."""
    if column.first is None or column.last is None:
        return
    span = f"{column.name} runs from {column.first:%Y-%m-%d} to {column.last:%Y-%m-%d %H:%M}"
    arrived_at = added.profile.arrived_at.astimezone(UTC).replace(tzinfo=None)
    late = (arrived_at - column.last).total_seconds()
    if added.profile.n_rows > ROWS:
        yield f"{span} in the first {ROWS:,} rows."
    elif late < 0:
        yield f"{span}, later than the delivery came."
    else:
        yield f"{span}; the delivery came {_span(late)} later."
    if column.bare:
        yield f"{column.name} names no offset from UTC ({column.bare:.0%} of its instants): such times count as UTC."


def _part(share: float) -> str:
    """Write a share below one, which never reads as all."""
    return f"{min(share, 0.999):.1%}"


def _span(seconds: float) -> str:
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {unit}"
    return f"{seconds:.0f} seconds"
