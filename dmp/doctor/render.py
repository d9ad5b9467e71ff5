"""Laying out what the doctor found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dmp.doctor.finding import ERROR, NOTE, WARNING, Finding

_COLOURS = {ERROR: "bold red", WARNING: "yellow", NOTE: "dim"}


def findings_table(findings: Sequence[Finding]) -> RenderableType:
    """Show one line per finding, with what to do, and how many there are."""
    table = Table("", "about", "what was found", "what to do", show_lines=True)
    for each in findings:
        table.add_row(
            Text(each.severity, _COLOURS[each.severity]),
            Text(f"{each.subject} ({each.check_name})"),
            Text(each.sentence),
            Text(each.advice),
        )
    return Group(table, Text(_conclusion(findings))) if findings else Text(_conclusion(findings))


def _conclusion(findings: Sequence[Finding]) -> str:
    counts = {name: sum(each.severity == name for each in findings) for name in _COLOURS}
    told = ", ".join(f"{n} {name}{'s' if n != 1 else ''}" for name, n in counts.items())
    return (
        f"{told}. {'Correct the errors before you build.' if counts[ERROR] else 'It can be built.'}"
    )
