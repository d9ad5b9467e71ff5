"""Laying the scorecard out for a terminal or a log."""

from __future__ import annotations

import math

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dmp.scorecard.card import Gate, Model, Scorecard
from dmp.scorecard.identity import OURS, IdentityScore
from dmp.scorecard.recommendations import Reach
from dmp.scorecard.segments import Separation

_OUR_MODEL = "als"


def render(card: Scorecard, *, title: str) -> RenderableType:
    """Lay out every part: ours in bold, what it stands beside below it."""
    found = f"{card.n_owned_records:,} of {card.n_true_records:,}"
    return Group(
        Text(title, "bold"),
        _block(
            "Who is who",
            f"over {found} records that the truth names; the others left no record of their own",
            _identity(card.identity),
        ),
        _block(
            "Recommendations, NDCG@10 on the held-out window",
            "planted tastes: what a person likes, as the truth tells it, not which staples fall due",
            _recommendations(card.models, card.bounds),
        ),
        _block(
            "Segments, purchase rate in the held-out window",
            "eta squared: share of who buys and who does not that the segments tell",
            _segments(card.separations),
        ),
        _block("Gates", "", _gates(card.gates)),
    )


def _block(title: str, note: str, body: RenderableType) -> RenderableType:
    lines = [Text(), Text(title, "bold")]
    if note:
        lines.append(Text(f"  {note}", "dim"))
    return Group(*lines, Padding(body, (0, 0, 0, 2), expand=False))


def _grid(*columns: str) -> Table:
    """Make a plain table; a column whose title starts with '>' is a number."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for column in columns:
        justify = "right" if column.startswith(">") else "left"
        table.add_column(column.lstrip(">"), justify=justify, no_wrap=True)  # type: ignore[arg-type]
    return table


def _identity(scores: tuple[IdentityScore, ...]) -> Table:
    grid = _grid(
        "records",
        "method",
        ">precision",
        ">recall",
        ">F1",
        ">B-cubed p",
        ">B-cubed r",
        ">B-cubed F1",
    )
    previous = None
    for row in scores:
        scope = f"{row.scope} ({row.n_records:,} of {row.n_people:,} people)"
        pairs = row.agreement
        numbers = (
            pairs.precision,
            pairs.recall,
            pairs.f1,
            pairs.b_cubed_precision,
            pairs.b_cubed_recall,
            pairs.b_cubed_f1,
        )
        style = "bold" if row.method == OURS else None
        first = scope if row.scope != previous else ""
        grid.add_row(first, row.method, *(_number(each, ".3f") for each in numbers), style=style)
        previous = row.scope
    return grid


def _recommendations(models: tuple[Model, ...], bounds: tuple[Reach, ...]) -> Table:
    grid = _grid(
        "task", "method", ">NDCG@10", "95 % interval", ">over popularity", "95 % interval", ">users"
    )
    for task in sorted({row.task for row in models}):
        rows = [
            (m.ndcg, m.name, _range(m.interval, ".4f"), m.lift, m.lift_interval, m.n_users)
            for m in models
            if m.task == task
        ] + [(b.ndcg, b.method, "", None, None, b.n_users) for b in bounds if b.task == task]
        first = task
        for ndcg, name, interval, lift, lift_interval, users in sorted(rows, key=_by_worth):
            over = "" if lift is None or name.startswith("popularity") else f"{lift:+.0%}"
            over_interval = _range(lift_interval, "+.0%") if over else ""
            style = "bold" if name == _OUR_MODEL else None
            numbers = (f"{ndcg:.4f}", interval, over, over_interval, f"{users:,}")
            grid.add_row(first, name, *numbers, style=style)
            first = ""
    return grid


def _by_worth(row: tuple[float, str, str, float | None, tuple[float, float] | None, int]) -> float:
    return -row[0]


def _segments(separations: tuple[Separation, ...]) -> Table:
    grid = _grid("method", ">highest minus lowest", ">eta squared")
    for row in separations:
        style = "bold" if row.method == OURS else None
        grid.add_row(row.method, f"{row.spread:.1%}", f"{row.eta_squared:.4f}", style=style)
    return grid


def _gates(gates: tuple[Gate, ...]) -> Table:
    grid = _grid("", ">value", ">at least", "")
    for gate in gates:
        verdict = Text("passed", "green") if gate.is_passed else Text("MISSED", "bold red")
        grid.add_row(gate.name, _number(gate.value, ".3f"), f"{gate.bound:.3f}", verdict)
    return grid


def _number(value: float, form: str) -> str:
    return "-" if math.isnan(value) else f"{value:{form}}"


def _range(interval: tuple[float, float] | None, form: str) -> str:
    return "" if interval is None else f"{interval[0]:{form}} to {interval[1]:{form}}"
