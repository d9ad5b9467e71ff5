"""What is to be staged: an export, the contract that it feeds, and how its values are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dmp.ingest.tables import plain_name
from dmp.sources.recognition import Match

# what applications call the mark of a row that is gone
_MARKS_OF_DELETED = frozenset(
    {
        "deleted_at",
        "is_deleted",
        "deleted",
        "deleted_on",
        "removed_at",
        "fivetran_deleted",
        "isdeleted",
    }
)


@dataclass(frozen=True)
class Contract:
    """What the yml of an input model promises: types, descriptions, and the columns that are never null."""

    types: dict[str, str]
    descriptions: dict[str, str]
    never_null: tuple[str, ...]


@dataclass(frozen=True)
class Export:
    """What is to be staged.

    Attributes
    ----------
    dataset, source, table
        Where it belongs.
    origin
        Where its deliveries arrive.
    columns
        All of its columns, in order.
    match
        The contract, and which columns are which.
    currency
        Code of all amounts where no column says it; empty where nothing needs it.
    day_first
        Columns in which 03/04/2026 is the third of April.
    kinds
        {column: what its values read as} (readings.KINDS).
    unwanted
        Columns that somebody said to leave out.
    key, cursor
        Of a table of a database its primary key, and the column that grows when a row changes.
    """

    dataset: str
    source: str
    table: str
    origin: str
    columns: tuple[str, ...]
    match: Match
    currency: str = ""
    day_first: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)
    unwanted: frozenset[str] = frozenset()
    key: tuple[str, ...] = ()
    cursor: str = ""

    @property
    def model(self) -> str:
        """Name of the staging model."""
        name = f"stg_{self.source}__{self.table}"
        return f"{name}_orders" if self.match.total_of else name

    @property
    def mark_of_deleted(self) -> str:
        """The column that says that a row is gone; empty where none does."""
        used = set(self.match.columns.values()) | self.unwanted
        marks = (name for name in self.columns if plain_name(name) in _MARKS_OF_DELETED)
        return next((name for name in marks if name not in used), "")

    @property
    def further(self) -> list[str]:
        """Columns that no column of the contract takes and that are worth keeping."""
        used = set(self.match.columns.values()) | self.unwanted | {self.mark_of_deleted}
        return [name for name in self.columns if name not in used]
