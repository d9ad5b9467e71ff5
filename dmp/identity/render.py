"""Laying out what identity answers for a terminal or a log."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dmp.identity.explain import Explanation
from dmp.identity.moves import Moves
from dmp.identity.preview import EVENTS, Change, Preview
from dmp.identity.unmerge import Unmerge

_WORDS = {"merge": "merge into others", "split": "lose records to new users", "move": "lose some"}


def explanation(found: Explanation, one: str, other: str) -> RenderableType:
    """Show the way from one to the other, or why there is none."""
    verdict = "belong together" if found.is_one else "are not one user"
    parts: list[RenderableType] = [
        Text(f"{one} and {other} {verdict}.", "bold"),
        Text(f"users: {', '.join(found.users)}; settled on: {', '.join(found.rungs) or '-'}"),
    ]
    if found.steps is None:
        parts.append(Text("They share no identifier and no likely match, not even one given up."))
    elif found.steps:
        table = _table("record", "evidence", "value", "status", ">weight", ">probability")
        for step in found.steps:
            _add_row(
                table,
                step.record,
                step.kind,
                step.value,
                step.why_not or "holds",
                "" if step.weight is None else f"{step.weight:.2f}",
                "" if step.probability is None else f"{step.probability:.4f}",
            )
        parts.append(table)
    else:
        parts.append(Text("They are the same."))
    parts += [Text(rule) for rule in found.rules]
    return Group(*parts)


def unmerged(done: Unmerge, user: str, file: str) -> RenderableType:
    """Show the rules that were written, and what the next build makes of them."""
    table = _table("rule", "stays", "leaves")
    for row in done.rules:
        _add_row(table, *row)
    stays = (
        f"leaves {_records(done.heirs)} with {user}, which keeps its id"
        if done.keeps_id
        else f"passes the id {user} on to {_records(done.heirs)} that leave"
    )
    parts = [
        f"  {_records(part)}: {', '.join(part[:6])}"
        + (f" and {len(part) - 6} more" if len(part) > 6 else "")
        for part in done.parts
    ]
    return Group(
        Text(f"Wrote {len(done.rules)} cannot_link rules to {file}:", "bold"),
        table,
        Text(f"The next build {stays}, and makes a user of each of these:\n" + "\n".join(parts)),
        Text(
            "Facts follow their records: user_id changes, user_id_at_event stays. After the build"
            " `dmp identity moves` shows what moved; deleting the rules takes it back."
        ),
    )


def moved(found: Moves) -> RenderableType:
    """Show what a run moved, and the facts that followed."""
    table = _table("event", "from user", "to user", "evidence", ">records")
    for move in found.moves:
        _add_row(
            table, move.event, move.from_user, move.to_user, move.evidence, f"{move.n_records:,}"
        )
    parts: list[RenderableType] = [Text(f"Run {found.run_no}", "bold"), table]
    if found.facts:
        facts = _table("facts in", "user_id_at_event", "user_id", ">rows")
        for fact in found.facts:
            _add_row(facts, fact.table, fact.from_user, fact.to_user, f"{fact.n_facts:,}")
        parts += [Text(), facts]
    else:
        parts.append(Text("No facts followed."))
    return Group(*parts)


def render_preview(found: Preview) -> list[str]:
    """Say how many users and records would change, which most, and what the guards would do."""
    lines = [f"{found.n_users_before:,} users would become {found.n_users_after:,}."]
    lines += [
        f"{found.n_users[event]:,} users would {_WORDS[event]} ({found.n_records[event]:,} records)."
        for event in EVENTS
        if event in found.n_users
    ]
    if not found.n_users:
        lines.append("No record would change its user.")
    lines += [_preview_line(change) for change in found.largest]
    if found.n_held:
        lines.append(
            f"The growth guard would hold {found.n_held:,} clusters (intermediate.int_idr_growth)."
        )
    stops = "would stop this build" if found.is_stopped else "would let this build pass"
    lines.append(
        f"The kill switch {stops}: {found.n_merged:,} of {found.n_known:,} known users would merge,"
        f" the largest would have {found.n_largest_after:,} records without an account after"
        f" {found.n_largest_before:,}."
    )
    return lines


def _preview_line(change: Change) -> str:
    return (
        f"  {change.event} {change.from_user} -> {change.to_user}: {change.n_records:,} records"
        f" (such as {change.sample}); {change.evidence}"
    )


def _records(names: Sequence[str]) -> str:
    return f"{len(names)} {'record' if len(names) == 1 else 'records'}"


def _table(*columns: str) -> Table:
    """Make a plain table; a column whose title starts with '>' is a number."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for column in columns:
        is_number = column.startswith(">")
        table.add_column(column.lstrip(">"), justify="right" if is_number else "left")
    return table


def _add_row(table: Table, *cells: str) -> None:
    """Add cells as they are: what Rich would read as markup in brackets may be a key or an address."""
    table.add_row(*map(Text, cells))
