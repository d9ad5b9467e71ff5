"""The source tables whose files are landed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class LandedTable:
    """A source table with config.meta.from: where its deliveries arrive, and where they land.

    Attributes
    ----------
    source, name
        As in the source yml.
    columns
        The declared columns; `("line",)` for JSON lines.
    origin
        A folder, or s3://bucket/prefix.
    folder
        Where its parquet files land, one per delivery.
    """

    source: str
    name: str
    columns: tuple[str, ...]
    origin: str
    folder: Path

    @property
    def title(self) -> str:
        """As people call it: source.table."""
        return f"{self.source}.{self.name}"
