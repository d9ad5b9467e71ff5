"""Laying the scorecard out for a terminal or a log."""

from __future__ import annotations

import math

from rich.console import Group, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dmp.ml.quality import BASELINES
from dmp.scorecard.card import Gate, Model, Scorecard
from dmp.scorecard.identity import OURS, IdentityScore
from dmp.scorecard.recommendations import Reach
from dmp.scorecard.segments import Separation

_OUR_MODEL = "blend"


def render(card: Scorecard, *, title: str) -> RenderableType:
    """Lay out every part: ours in bold, what it stands beside below it."""
    found = f"{card.n_owned_records:,} of {card.n_true_records:,}"
    return Group(
        Text(title, "bold"),
        _block(
            "Who is who",
            f"{found} records that the truth names were found; B3: B-cubed",
            _identity(card.identity),
        ),
        _block(
            "Recommendations, NDCG@10 on the held-out window",
            "lift over the best way of counting; tastes do not tell which staples fall due",
            _recommendations(card.models, card.bounds),
        ),
        _block(
            "Segments, purchase rate in the held-out window",
            "eta squared: the share of the variance of who buys that the groups tell",
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
        justify: JustifyMethod = "right" if column.startswith(">") else "left"
        table.add_column(column.lstrip(">"), justify=justify, no_wrap=True)
    return table


def _identity(scores: tuple[IdentityScore, ...]) -> RenderableType:
    parts: list[RenderableType] = []
    for scope in dict.fromkeys(row.scope for row in scores):
        rows = [row for row in scores if row.scope == scope]
        grid = _grid("", ">precision", ">recall", ">F1", ">B3 p", ">B3 r", ">B3 F1")
        for row in rows:
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
            grid.add_row(row.method, *(_number(each, ".3f") for each in numbers), style=style)
        title = f"{scope}: {rows[0].n_records:,} records of {rows[0].n_people:,} people"
        parts += [Text(title, "underline"), grid]
    return Group(*parts)


def _recommendations(models: tuple[Model, ...], bounds: tuple[Reach, ...]) -> RenderableType:
    parts: list[RenderableType] = []
    for task in sorted({row.task for row in models}):
        rows = [
            (m.ndcg, m.name, _range(m.interval, ".4f"), m.lift, m.lift_interval, m.n_users)
            for m in models
            if m.task == task
        ] + [(b.ndcg, b.method, "", None, None, b.n_users) for b in bounds if b.task == task]
        grid = _grid("", ">NDCG@10", "95 % interval", ">lift", "95 % interval", ">users")
        for ndcg, name, interval, lift, lift_interval, users in sorted(rows, key=_by_worth):
            over = "" if lift is None or name in BASELINES else f"{lift:+.0%}"
            over_interval = _range(lift_interval, "+.0%") if over else ""
            style = "bold" if name == _OUR_MODEL else None
            grid.add_row(
                name, f"{ndcg:.4f}", interval, over, over_interval, f"{users:,}", style=style
            )
        parts += [Text(task, "underline"), grid]
    return Group(*parts)


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
