"""What became of an export, for people."""

from __future__ import annotations

from pathlib import Path

from rich.console import Group
from rich.table import Table
from rich.text import Text

from dmp.sources.add import Added


def added_table(added: Added, root: Path) -> Group:
    """Show every column of an export and what it was taken for, then the files that were written."""
    export, told = added.export, added.profile
    contract = export.match.shape.contract
    table = Table("column", "filled", "different, about", "example", contract)
    targets: dict[str, list[str]] = {}
    for target, name in export.match.columns.items():
        targets.setdefault(name, []).append(target)
    for column in told.columns:
        table.add_row(
            column.name,
            f"{column.filled:.0%}",
            f"{column.n_distinct:,}",
            column.example[:40],
            ", ".join(targets.get(column.name, ["-"])),
        )
    broken = f", {told.n_broken:,} of them broken" if told.n_broken else ""
    head = (
        f"{export.table}: {told.delivery} holds {told.n_rows:,} rows{broken}, taken for {contract}."
    )
    if export.match.total_of:
        head = f"{export.table}: there are no orders, so the lines are summed up to {contract}."
    files = [Text(f"  {path.relative_to(root)}") for path in added.files]
    return Group(Text(head), table, Text("Written:"), *files, Text())
