"""What the columns of an export hold: how full they are, what their values read as, whether they tell rows apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from dmp.sources.readings import INSTANTS, KINDS, instant_of, kind_of, slashed_part, without_offset
from dmp.sources.sample import sample

# so many rows tell
ROWS = 200_000
# a column with no more values than these is described by all of them
_FEW = 6


@dataclass(frozen=True)
class Column:
    """One column of an export.

    Attributes
    ----------
    filled
        Share of rows that have a value, 0 to 1.
    n_distinct
        Different values, about.
    is_key
        Whether every row has a value of its own.
    example
        One of the values, or all of them where they are few.
    reads_as, share
        What most values read as ("number", "instant", "e-mail", ...; "text" where nothing fits), and how many of them,
        0 to 1.
    first, last
        Of instants the earliest and the latest (UTC); None for all else.
    bare
        Share of instants with a time of day that name no offset from UTC, 0 to 1.
    slashes
        Whether days are written with slashes: "day first", "month first", "either", "both" (some need the one,
        some the other) or empty for no slashes.
    example_day_first, example_month_first
        Values that can only be read the one way and the other; empty where there is none.
    """

    name: str
    filled: float
    n_distinct: int
    is_key: bool
    example: str
    reads_as: str = "text"
    share: float = 1.0
    first: datetime | None = None
    last: datetime | None = None
    bare: float = 0.0
    slashes: str = ""
    example_day_first: str = ""
    example_month_first: str = ""


@dataclass(frozen=True)
class Profile:
    """One delivery of an export.

    Attributes
    ----------
    delivery
        The name of the file, or the table of a database.
    arrived_at
        When it was there as a whole (UTC).
    key, cursor
        Of a table of a database its primary key, and the column that grows when a row changes.
    """

    delivery: str
    n_rows: int
    n_broken: int
    columns: tuple[Column, ...]
    arrived_at: datetime
    key: tuple[str, ...] = ()
    cursor: str = ""


def profile(origin: str, root: Path, source: str = "") -> Profile:
    """Describe the newest delivery (by name) that arrives at `origin`, or the table of a database that it names.

    `source` is the name of the source to be, which may have a server of its own in the environment.

    Raises
    ------
    UserError
        There is none, or it cannot be read.
    """
    with duckdb.connect() as engine, sample(engine, origin, root, source) as told:
        engine.execute("set TimeZone = 'UTC'")
        columns = tuple(_describe(engine, told.rows, column) for column in told.columns)
    return Profile(
        told.delivery, told.n_rows, told.n_broken, columns, told.arrived_at, told.key, told.cursor
    )


def _describe(engine: duckdb.DuckDBPyConnection, rows: Path, column: str) -> Column:
    quoted = '"' + column.replace('"', '""') + '"'
    kinds = ", ".join(f"count(*) filter (where {test})" for test in KINDS.values())
    first, second = slashed_part(1), slashed_part(2)
    [found] = engine.execute(
        f"""
        with
            taken as materialized (
                select nullif(trim({quoted}), '') as value
                from read_parquet($file)
                where _overflow is null
                limit {ROWS}
            )
        select
            [count(*), count(value), count(distinct value), count({first}), count(*) filter (where {without_offset()})],
            [{kinds}],
            [
                any_value(value),
                min(value) filter (where {first} between 13 and 31 and {second} <= 12),
                min(value) filter (where {second} between 13 and 31 and {first} <= 12)
            ],
            (select coalesce(list(distinct value order by value), []) from (from taken limit 10000))
        from taken
        """,
        {"file": str(rows)},
    ).fetchall()
    (n_rows, n_filled, n_distinct, n_slashed, n_bare), counts, texts, values = found
    example, day_first, month_first = texts
    reads_as, n_read = kind_of(dict(zip(KINDS, counts, strict=True)), n_filled)
    ways = {
        (True, True): "both",
        (True, False): "day first",
        (False, True): "month first",
        (False, False): "either" if n_slashed else "",
    }
    slashes = ways[day_first is not None, month_first is not None]
    span = (None, None)
    if reads_as in INSTANTS:
        read = instant_of(quoted, day_first=slashes == "day first")
        [span] = engine.execute(
            f"select min({read}), max({read}) from (from read_parquet(?) where _overflow is null limit {ROWS})",
            [str(rows)],
        ).fetchall()
    return Column(
        column,
        n_filled / max(n_rows, 1),
        n_distinct,
        n_rows > 1 and n_distinct == n_rows,
        ", ".join(values) if n_distinct == len(values) <= _FEW else example or "",
        reads_as,
        n_read / max(n_filled, 1),
        *span,
        n_bare / max(n_read, 1) if reads_as in INSTANTS else 0.0,
        slashes,
        day_first or "",
        month_first or "",
    )
