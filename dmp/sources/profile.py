"""What an export holds: one delivery is read as landing would read it, and every column is described."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dmp.errors import UserError
from dmp.ingest.conversion import Delivered, convert
from dmp.ingest.header import header_names
from dmp.ingest.inspection import inspect
from dmp.ingest.places import place_of
from dmp.ingest.tables import LandedTable, plain_name

# day/month/year or month/day/year: a part above twelve tells
_SLASHED = r"^\s*(\d{1,2})/(\d{1,2})/\d{4}"
# so many rows tell
_ROWS = 200_000


@dataclass(frozen=True)
class Column:
    """One column of an export.

    Attributes
    ----------
    filled
        Share of rows that have a value, 0 to 1.
    n_distinct
        Different values, about.
    example
        One of them.
    slashes
        Whether days are written with slashes: "day first", "month first", "either", "both" (some need the one,
        some the other) or empty for no slashes.
    example_day_first, example_month_first
        Values that can only be read the one way and the other; empty where there is none.
    """

    name: str
    filled: float
    n_distinct: int
    example: str
    slashes: str = ""
    example_day_first: str = ""
    example_month_first: str = ""


@dataclass(frozen=True)
class Profile:
    """One delivery of an export: its name, rows, broken rows and columns."""

    delivery: str
    n_rows: int
    n_broken: int
    columns: tuple[Column, ...]


def profile(origin: str, root: Path) -> Profile:
    """Describe the newest delivery (by name) that arrives at `origin`.

    Raises
    ------
    UserError
        There is none, or it cannot be read.
    """
    place = place_of(origin, root)
    deliveries = list(place.deliveries())
    if not deliveries:
        raise UserError(f"There is no file in {origin}: put a delivery there first.")
    delivery = deliveries[-1]
    with tempfile.TemporaryDirectory() as spare, duckdb.connect() as engine:
        file = place.fetch(delivery, Path(spare) / "delivery")
        found = inspect(file, delivery.name)
        target = Path(spare) / "rows.parquet"
        delivered = Delivered(file, delivery.name, datetime.now(UTC), found)
        columns = _columns(engine, delivered, target)
        table = LandedTable("", "", columns, origin, Path(spare))
        converted = convert(engine, delivered, table, target)
        described = tuple(_describe(engine, target, column) for column in columns)
    return Profile(delivery.name, converted.n_rows, converted.n_broken, described)


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
        return header_names(delivered.found.head, delivered.name)
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


def _describe(engine: duckdb.DuckDBPyConnection, rows: Path, column: str) -> Column:
    quoted = '"' + column.replace('"', '""') + '"'
    first, second = (
        f"try_cast(regexp_extract({quoted}, '{_SLASHED}', {place}) as integer)" for place in (1, 2)
    )
    [(n_rows, filled, n_distinct, example, slashed, day_first, month_first)] = engine.execute(
        f"""
        select
            count(*), count(nullif(trim({quoted}), '')), approx_count_distinct({quoted}), any_value({quoted}),
            count({first}),
            min({quoted}) filter (where {first} between 13 and 31 and {second} <= 12),
            min({quoted}) filter (where {second} between 13 and 31 and {first} <= 12)
        from (from read_parquet(?) where _overflow is null limit {_ROWS})
        """,
        [str(rows)],
    ).fetchall()
    ways = {
        (True, True): "both",
        (True, False): "day first",
        (False, True): "month first",
        (False, False): "either" if slashed else "",
    }
    slashes = ways[day_first is not None, month_first is not None]
    return Column(
        column,
        filled / max(n_rows, 1),
        n_distinct,
        example or "",
        slashes,
        day_first or "",
        month_first or "",
    )
