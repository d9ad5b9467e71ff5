"""A preview in words."""

from __future__ import annotations

from dmp.identity.preview import EVENTS, Change, Preview

_WORDS = {"merge": "merge into others", "split": "lose records to new users", "move": "lose some"}


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
    lines += [_line(change) for change in found.largest]
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


def _line(change: Change) -> str:
    return (
        f"  {change.event} {change.from_user} -> {change.to_user}: {change.n_records:,} records"
        f" (such as {change.sample}); {change.evidence}"
    )
