"""What a landing run did, for people."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from dmp.ingest.job import Landing


def landing_table(landing: Landing) -> Group:
    """Show landed deliveries with their rows and what changed, then those that wait and are refused."""
    table = Table("table", "delivery", "rows", "broken", "changed since the last one")
    for entry in landing.landed:
        table.add_row(
            f"{entry.source}.{entry.table_name}",
            entry.path,
            f"{entry.n_rows:,}",
            f"{entry.n_broken:,}",
            entry.drift,
        )
    told = [f"{len(landing.landed)} landed, {landing.known} known."]
    told += [f"Waiting, since it is still being written: {name}" for name in landing.waiting]
    told += [f"Refused: {sentence}" for sentence in landing.refused]
    lines = [Text(line) for line in told]
    return Group(table, *lines) if landing.landed else Group(*lines)
