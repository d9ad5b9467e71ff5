"""Laying the summary out for a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dmp.summary.collect import DeliveredTable, People, Quality, Segment, Summary
from dmp.warehouse import BuildRecord, Timing

_NOTHING = "-"


def render(
    summary: Summary, *, title: str, record: BuildRecord | None, where_to_look: dict[str, str]
) -> RenderableType:
    """Lay out a summary: one block per part that has something to say.

    `record` adds the time per layer; `where_to_look` maps what there is to see to where it is.
    """
    return Group(Text(title, "bold"), *_blocks(summary, record, where_to_look))


def _blocks(
    summary: Summary, record: BuildRecord | None, where_to_look: dict[str, str]
) -> Iterator[RenderableType]:
    if summary.deliveries:
        yield _block("Rows per source table", _deliveries(summary.deliveries))
    if summary.people:
        yield _block("People", _people(summary.people))
    if summary.segments:
        yield _block("Segments", _segments(summary.segments))
    if summary.qualities:
        yield _block("Recommendations on the held-out window", _qualities(summary.qualities))
    if record and record.timing.seconds_by_layer:
        yield _block("Time", _time(record.timing))
    if where_to_look:
        yield _block("Where to look next", _places(where_to_look))


def _block(title: str, body: RenderableType) -> RenderableType:
    return Group(Text(), Text(title, "bold"), Padding(body, (0, 0, 0, 2), expand=False))


def _grid(*columns: str) -> Table:
    """Make a plain table; a column whose title starts with '>' is a number."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for column in columns:
        is_number = column.startswith(">")
        table.add_column(column.lstrip(">"), justify="right" if is_number else "left", no_wrap=True)
    return table


def _deliveries(tables: tuple[DeliveredTable, ...]) -> Table:
    grid = _grid("source", "table", ">received", ">accepted", ">superseded", ">rejected")
    for row in tables:
        counts = (row.received, row.accepted, row.superseded, row.rejected)
        grid.add_row(row.source, row.table, *map(_count, counts))
    totals = (
        sum(row.received for row in tables),
        sum(row.accepted for row in tables),
        sum(row.superseded for row in tables),
        sum(row.rejected for row in tables),
    )
    grid.add_row("all", "", *map(_count, totals), style="bold")
    return grid


def _people(people: People) -> Text:
    merges = "" if people.merges is None else f"; {people.merges:,} merges of earlier people so far"
    return Text(
        f"{people.found:,} people ({people.known:,} known, {people.anonymous:,} anonymous)"
        f" from {people.records:,} records{merges}"
    )


def _segments(segments: tuple[Segment, ...]) -> Table:
    grid = _grid("segment", ">users", ">share", ">buy in the next window", "95 % interval")
    for row in segments:
        rate = _NOTHING if row.purchase_rate is None else f"{row.purchase_rate:.1%}"
        interval = _range(row.purchase_rate_interval, ".1%")
        grid.add_row(row.name, _count(row.users), f"{row.share:.1%}", rate, interval)
    return grid


def _qualities(qualities: tuple[Quality, ...]) -> Table:
    grid = _grid(
        "task", "model", ">NDCG@10", "95 % interval", ">over counting", "95 % interval", ">users"
    )
    previous = None
    for row in qualities:
        is_judged = row.lift is not None and row.model != row.baseline
        grid.add_row(
            row.task if row.task != previous else "",
            row.model,
            f"{row.value:.4f}",
            _range(row.interval, ".4f"),
            f"{row.lift:+.0%}" if is_judged else _NOTHING,
            _range(row.lift_interval, "+.0%") if is_judged else "",
            _count(row.users),
        )
        previous = row.task
    return grid


def _time(timing: Timing) -> Table:
    grid = _grid("layer", ">seconds of work")
    for layer, seconds in timing.seconds_by_layer.items():
        grid.add_row(layer, f"{seconds:.1f}")
    grid.add_row("from start to end", f"{timing.seconds:.1f}", style="bold")
    return grid


def _places(places: dict[str, str]) -> Table:
    grid = _grid("", "")
    grid.show_header = False
    for what, where in places.items():
        grid.add_row(what, where)
    return grid


def _range(interval: tuple[float, float] | None, form: str) -> str:
    return "" if interval is None else f"{interval[0]:{form}} to {interval[1]:{form}}"


def _count(number: int) -> str:
    return f"{number:,}"
