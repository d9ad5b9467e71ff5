"""The comparison as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dmp.compare.tables import Comparison

SLOWEST = 10


def render(
    compared: Sequence[Comparison],
    left_seconds: Mapping[str, float],
    right_seconds: Mapping[str, float],
    target: str,
) -> RenderableType:
    """Lay out every table, the first differing rows, and where the time went."""
    table = Table(
        "table", title=f"DuckDB against {target}, row for row", title_justify="left", box=None
    )
    for name in ("rows", f"rows on {target}", "only DuckDB", f"only {target}"):
        table.add_column(name, justify="right")
    for each in compared:
        counts = (each.left_rows, each.right_rows, each.only_left, each.only_right)
        cells = ["missing" if count is None else f"{count:,}" for count in counts]
        table.add_row(each.table, *cells, style=None if each.is_equal else "bold red")
    equal = sum(each.is_equal for each in compared)
    verdict = Text(f"{equal} of {len(compared)} tables are equal.")
    return Group(
        table, *_differences(compared), verdict, Text(), _times(left_seconds, right_seconds, target)
    )


def _differences(compared: Sequence[Comparison]) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for each in compared:
        lines += [Text(f"{each.table}: types differ in {odd}") for odd in each.type_differences]
        for side, row in each.examples:
            values = ", ".join(f"{n}={v}" for n, v in zip(each.columns, row, strict=True))
            lines.append(Text(f"{each.table}, only {side}: {values}"))
    return lines


def _times(left: Mapping[str, float], right: Mapping[str, float], target: str) -> RenderableType:
    table = Table("model", title="Seconds of the last build", title_justify="left", box=None)
    for name in ("DuckDB", target, "times"):
        table.add_column(name, justify="right")
    both = [name for name in left if name in right]
    for name in sorted(both, key=lambda name: -right[name])[:SLOWEST]:
        ratio = right[name] / max(left[name], 0.01)
        table.add_row(name, f"{left[name]:.1f}", f"{right[name]:.1f}", f"{ratio:.0f}")
    totals = sum(left[name] for name in both), sum(right[name] for name in both)
    table.add_row(
        "all", *(f"{each:.0f}" for each in totals), f"{totals[1] / max(totals[0], 0.01):.0f}"
    )
    return table
