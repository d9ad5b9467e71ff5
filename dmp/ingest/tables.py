"""The source tables whose deliveries are landed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dmp.ingest.database import Pull


@dataclass(frozen=True)
class LandedTable:
    """A source table with config.meta.from: where its deliveries arrive, and where they land.

    Attributes
    ----------
    source, name
        As in the source yml.
    columns
        The declared columns; `("line",)` for JSON lines that are kept whole.
    origin
        A folder, s3://bucket/prefix, or postgres://schema.table.
    folder
        Where its parquet files land, one per delivery.
    required
        Declared columns (config.meta.required) without which a delivery is refused.
    optional
        Whether nothing may have arrived: then the table has no rows. Its files may also lie beside its folder, as
        <table>.<ending>.
    pull
        What is pulled where the origin is a table of a database; None for files.
    """

    source: str
    name: str
    columns: tuple[str, ...]
    origin: str
    folder: Path
    required: tuple[str, ...] = ()
    optional: bool = False
    pull: Pull | None = None

    @property
    def title(self) -> str:
        """As people call it: source.table."""
        return f"{self.source}.{self.name}"


def plain_name(name: str) -> str:
    """Write a column name so that spellings of it compare equal: lower case, all but letters and digits as _.

    Underscores at the ends go: a yml declares `order_` and `_1st` where SQL takes no `order` and no `1st`.
    """
    return "".join(letter if letter.isalnum() else "_" for letter in name.lower()).strip("_")
