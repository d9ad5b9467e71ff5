"""What an export holds, as landing would read it: one delivery, or the first rows of a table of a database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from dmp.errors import UserError
from dmp.ingest.conversion import CopiedRows, Delivered, convert, convert_copied
from dmp.ingest.database import Pull, pull_of
from dmp.ingest.header import header_names
from dmp.ingest.inspection import inspect
from dmp.ingest.places import place_of
from dmp.ingest.postgres import snapshot
from dmp.ingest.tables import LandedTable, plain_name
from dmp.sources.shapes import LAST_CHANGES

# of a table of a database so many rows tell
_ROWS = 200_000
# a name of more words than these is a line whose columns are separated by blanks
_WORDS = 3
# numbers, days and addresses are no names of columns
_VALUE = re.compile(
    r"[-+]?\d+([.,]\d+)*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?|[^@\s]+@[^@\s]+\.[^@\s]+"
)


@dataclass(frozen=True)
class Sample:
    """Rows as texts.

    Attributes
    ----------
    delivery
        What people call it: the name of a file, or of a table.
    columns
        Its columns, in order.
    rows
        A parquet file of texts, there as long as the sample is open; `_overflow` says which rows are broken.
    n_rows, n_broken
        Their number.
    arrived_at
        When the delivery was there as a whole (UTC).
    key, cursor
        Of a table of a database its primary key, and the column that grows when a row changes; empty where there is
        none, and for files.
    """

    delivery: str
    columns: tuple[str, ...]
    rows: Path
    n_rows: int
    n_broken: int
    arrived_at: datetime
    key: tuple[str, ...] = ()
    cursor: str = ""


@contextmanager
def sample(
    engine: duckdb.DuckDBPyConnection, origin: str, root: Path, source: str
) -> Iterator[Sample]:
    """Read the newest delivery (by name) that arrives at `origin`, or rows of the table that it names.

    Raises
    ------
    UserError
        There is none, or it cannot be read.
    """
    with TemporaryDirectory() as spare:
        pull = pull_of({"from": origin}, (), origin)
        if pull is None:
            yield _delivered(engine, origin, root, Path(spare))
        else:
            yield _pulled(engine, origin, pull, source, Path(spare))


def _pulled(
    engine: duckdb.DuckDBPyConnection, origin: str, pull: Pull, source: str, spare: Path
) -> Sample:
    with snapshot(source, origin) as server:
        columns = server.columns(pull.schema, pull.table)
        key = server.primary_key(pull.schema, pull.table)
        copied = server.copy(pull.schema, pull.table, columns, None, spare / "copied", limit=_ROWS)
    names = tuple(column.name for column in columns)
    rows = CopiedRows(
        spare / "copied",
        origin,
        server.taken_at,
        {column.name: column.kind for column in columns},
        copied.n_rows,
        copied.longest,
    )
    target = spare / "rows.parquet"
    converted = convert_copied(engine, rows, LandedTable("", "", names, origin, spare), target)
    changes = {plain_name(column.name): column.name for column in columns if column.can_be_cursor}
    cursor = next((changes[name] for name in LAST_CHANGES if name in changes), "")
    return Sample(origin, names, target, converted.n_rows, 0, server.taken_at, key, cursor)


def _delivered(engine: duckdb.DuckDBPyConnection, origin: str, root: Path, spare: Path) -> Sample:
    place = place_of(origin, root)
    deliveries = list(place.deliveries())
    if not deliveries:
        raise UserError(f"There is no file in {origin}: put a delivery there first.")
    delivery = deliveries[-1]
    file = place.fetch(delivery, spare / "delivery")
    found = inspect(file, delivery.name)
    target = spare / "rows.parquet"
    arrived_at = datetime.fromtimestamp(delivery.changed_at, UTC)
    delivered = Delivered(file, delivery.name, arrived_at, found)
    columns = _columns(engine, delivered, target)
    table = LandedTable("", "", columns, origin, spare)
    converted = convert(engine, delivered, table, target)
    return Sample(delivery.name, columns, target, converted.n_rows, converted.n_broken, arrived_at)


def _columns(
    engine: duckdb.DuckDBPyConnection, delivered: Delivered, spare: Path
) -> tuple[str, ...]:
    """Give what a delivery calls its columns; of JSON lines the keys that any of them has."""
    file_format = delivered.found.file_format
    if file_format == "parquet":
        try:
            return _parquet_columns(engine, delivered.file)
        except duckdb.Error as error:
            raise UserError(
                f"{delivered.name} cannot be read ({str(error).splitlines()[0]}): deliver it again, or remove it."
            ) from None
    if file_format == "csv":
        names = header_names(delivered.found.head, delivered.name)
        if len(names) == 1 and len(names[0].split()) > _WORDS:
            raise UserError(
                f"{delivered.name} has one column, called {names[0]}: if its columns are separated by blanks, deliver"
                " it with commas, semicolons, tabs or bars between them."
            )
        values = [name for name in names if _VALUE.fullmatch(name)]
        if values:
            raise UserError(
                f"{delivered.name} has no header: its first line holds {values[0]}, which is a value and no name."
                " Deliver it with the names of its columns in the first line."
            )
        return names
    whole = LandedTable("", "", ("line",), "", spare.parent)
    keys = convert(engine, delivered, whole, spare).columns
    # of keys that differ in capitals alone one can be declared; the others stay in _extra
    named = {plain_name(key): key for key in reversed(keys) if plain_name(key)}
    if not named:
        raise UserError(
            f"No line of {delivered.name} is a JSON object with names: deliver one object per line."
        )
    return tuple(reversed(named.values()))


def _parquet_columns(engine: duckdb.DuckDBPyConnection, file: Path) -> tuple[str, ...]:
    described = engine.execute("describe from read_parquet(?)", [str(file)]).fetchall()
    return tuple(name for name, *_ in described)
