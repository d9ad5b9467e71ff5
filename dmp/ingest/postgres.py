"""PostgreSQL: one snapshot of a table, copied as CSV of exact texts. Nothing else here speaks to a database server."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from dmp.errors import UserError

if TYPE_CHECKING:
    import psycopg

_ADDRESS = "DMP_POSTGRES_URL"
_CONNECT_SECONDS = "10"
# Every value is a text that means the same wherever the server stands.
_SETTINGS = (
    "set timezone = 'UTC'",
    "set datestyle = 'ISO, YMD'",
    "set intervalstyle = 'iso_8601'",
    "set bytea_output = 'hex'",
    "set extra_float_digits = 1",
)
_COLUMNS = """
select
    attribute.attname,
    format_type(attribute.atttypid, attribute.atttypmod),
    format_type(coalesce(nullif(kind.typbasetype, 0), kind.oid), null),
    kind.typcategory in ('A', 'C')
from pg_catalog.pg_attribute as attribute
inner join pg_catalog.pg_type as kind on kind.oid = attribute.atttypid
where attribute.attrelid = %s and attribute.attnum > 0 and not attribute.attisdropped
order by attribute.attnum
"""
_TABLE = """
select relation.oid
from pg_catalog.pg_class as relation
inner join pg_catalog.pg_namespace as space on space.oid = relation.relnamespace
where space.nspname = %s and relation.relname = %s and relation.relkind in ('r', 'p', 'v', 'm', 'f')
"""
_TABLES = """
select space.nspname || '.' || relation.relname
from pg_catalog.pg_class as relation
inner join pg_catalog.pg_namespace as space on space.oid = relation.relnamespace
where relation.relkind in ('r', 'p', 'v', 'm', 'f') and space.nspname !~ '^pg_|^information_schema$'
order by 1
"""
_PRIMARY_KEY = """
select attribute.attname
from pg_catalog.pg_index as found
inner join pg_catalog.pg_attribute as attribute on attribute.attrelid = found.indrelid
where found.indrelid = %s and found.indisprimary and attribute.attnum = any (found.indkey)
order by array_position(found.indkey::int2[], attribute.attnum)
"""
_WHOLE_NUMBERS = frozenset({"smallint", "integer", "bigint"})
_INSTANTS = frozenset({"timestamp without time zone", "timestamp with time zone", "date"})


@dataclass(frozen=True)
class Column:
    """A column as the server has it.

    Attributes
    ----------
    name, kind
        Its name, and its type with length or scale.
    base
        Its type without them; of a domain the type below.
    is_nested
        Whether it holds an array or a composite.
    """

    name: str
    kind: str
    base: str
    is_nested: bool = False

    @property
    def counts(self) -> bool:
        """Whether it holds whole numbers."""
        return self.base in _WHOLE_NUMBERS

    @property
    def can_be_cursor(self) -> bool:
        """Whether its values have an order that can be continued."""
        return self.counts or self.base in _INSTANTS


@dataclass(frozen=True)
class Window:
    """The part of a table to read, in the server's texts of the cursor's type.

    Attributes
    ----------
    cursor
        The column.
    lower
        Rows from here on are read; None for all.
    now
        The instant of the snapshot; None for whole numbers.
    """

    cursor: Column
    lower: str | None
    now: str | None


@dataclass(frozen=True)
class Copied:
    """What was copied: rows, bytes, and the bytes of the longest row."""

    n_rows: int
    n_bytes: int
    longest: int


class Snapshot:
    """One repeatable-read, read-only transaction: whatever is read in it is of one instant."""

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self._connection = connection
        [[taken_at]] = connection.execute("select transaction_timestamp()").fetchall()
        self.taken_at = cast(datetime, taken_at).astimezone(UTC)

    def columns(self, schema: str, table: str) -> tuple[Column, ...]:
        """List the columns of a table or view.

        Raises
        ------
        UserError
            There is none of that name.
        """
        rows = self._connection.execute(_COLUMNS, self._identify(schema, table))
        return tuple(
            Column(str(name), str(kind), str(base), bool(nested))
            for name, kind, base, nested in rows
        )

    def primary_key(self, schema: str, table: str) -> tuple[str, ...]:
        """List the columns of the primary key, in its order; none for a view, or a table without one."""
        rows = self._connection.execute(_PRIMARY_KEY, self._identify(schema, table))
        return tuple(str(name) for (name,) in rows)

    def _identify(self, schema: str, table: str) -> tuple[object, ...]:
        found = self._connection.execute(_TABLE, (schema, table)).fetchone()
        if not found:
            known = [str(name) for (name,) in self._connection.execute(_TABLES)]
            near = get_close_matches(f"{schema}.{table}", known, n=3, cutoff=0.5) or known[:3]
            there = f"near it are {', '.join(near)}" if near else "there is none at all"
            raise UserError(
                f"the database {self._connection.info.dbname} has no table {schema}.{table} ({there}): change meta.from"
                " in the source's yml, or the database in the environment."
            )
        return found

    def window(self, cursor: Column, reached: str, look_back: timedelta | int) -> Window:
        """Go back from what was `reached` (empty: nothing yet) by `look_back`."""
        kind = cursor.base
        if cursor.counts:
            return Window(
                cursor, str(int(reached) - cast(int, look_back)) if reached else None, None
            )
        lower = None
        if reached:
            span = f"{cast(timedelta, look_back).total_seconds()} seconds"
            lower = self._text(f"select (%s::{kind} - %s::interval)::{kind}::text", reached, span)
        return Window(cursor, lower, self._text(f"select now()::{kind}::text"))

    def copy(
        self,
        schema: str,
        table: str,
        columns: tuple[Column, ...],
        window: Window | None,
        target: Path,
        *,
        limit: int | None = None,
    ) -> Copied:
        """Write the rows, at most `limit`, as CSV without header; null is nothing between two commas, texts are quoted.

        The first field of each row is an empty text: without it a null of a table of one column would be an empty
        line, which readers pass over. Rows come one by one, so that memory does not grow with the table.
        """
        from psycopg import sql  # noqa: PLC0415 - an extra

        query = sql.SQL(
            "copy (select '', {} from {}{} limit {}) to stdout (format csv, force_quote *)"
        ).format(
            sql.SQL(", ").join(_as_text(column) for column in columns),
            sql.Identifier(schema, table),
            _where(window),
            sql.Literal(limit),
        )
        n_bytes = longest = 0
        with (
            target.open("wb") as file,
            self._connection.cursor() as cursor,
        ):
            with cursor.copy(query) as rows:
                for row in rows:
                    file.write(row)
                    n_bytes += len(row)
                    longest = max(longest, len(row))
            return Copied(cursor.rowcount, n_bytes, longest)

    def _text(self, query: str, *values: str) -> str:
        [[text]] = self._connection.execute(query, values).fetchall()
        return str(text)


def _as_text(column: Column) -> psycopg.sql.Composed:
    from psycopg import sql  # noqa: PLC0415 - an extra

    if column.is_nested:
        text = "to_json({})::text"
    elif column.base == "money":  # its text has the signs of the server's country
        text = "{}::numeric::text"
    else:
        text = "{}::text"
    return sql.SQL(text).format(sql.Identifier(column.name))


def _where(window: Window | None) -> psycopg.sql.Composable:
    """Take what lies behind the lower bound, and what has no place on the line: no cursor, or one before the year 1."""
    from psycopg import sql  # noqa: PLC0415 - an extra

    if window is None or window.lower is None:
        return sql.SQL("")
    column = sql.Identifier(window.cursor.name)
    bound = sql.SQL("{}::" + window.cursor.base).format(sql.Literal(window.lower))
    told = [
        sql.SQL("{} >= {}").format(column, bound),
        sql.SQL("{} is null").format(column),
    ]
    if not window.cursor.counts:
        told.append(sql.SQL("{} < '0001-01-01'").format(column))
    return sql.SQL(" where ") + sql.SQL(" or ").join(told)


@contextmanager
def snapshot(
    source: str, origin: str, environ: Mapping[str, str] = os.environ
) -> Iterator[Snapshot]:
    """Open a snapshot of the database of `source`, as the environment names it; problems become one sentence.

    Raises
    ------
    UserError
        psycopg is missing, the address is none, or the server refuses or fails.
    """
    try:
        import psycopg  # noqa: PLC0415 - an extra
    except ImportError:
        raise UserError(
            "Reading postgres:// needs the extra postgres: pip install -e '.[postgres]' (psycopg), then try again."
        ) from None
    name, address = _address(source, environ)
    where = name or "PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD"
    try:
        told: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        # libpq quotes the part that it cannot read, which may be of the password
        raise UserError(
            f"{name} is no address of PostgreSQL: write postgresql://user:password@host:5432/database, with % and @ of"
            " the password as %25 and %40."
        ) from None
    if "PGCONNECT_TIMEOUT" not in environ:
        told.setdefault("connect_timeout", _CONNECT_SECONDS)
    told["client_encoding"] = "utf-8"
    try:
        connection = psycopg.connect(**told, autocommit=True)
    except psycopg.Error as error:
        raise UserError(
            f"{origin} cannot be pulled, since the server lets nobody in ({_essence(error)}): check {where}, then try"
            " again."
        ) from None
    user = connection.info.user
    try:
        with connection:
            for setting in _SETTINGS:
                connection.execute(setting)
            connection.autocommit = False
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            yield Snapshot(connection)
    except psycopg.errors.InsufficientPrivilege as error:
        raise UserError(
            f"{origin} may not be read ({_essence(error)}): grant select on it, and usage on its schema, to"
            f" {user}."
        ) from None
    except psycopg.errors.QueryCanceled as error:
        raise UserError(
            f"{origin} took longer than the server allows ({_essence(error)}): raise statement_timeout for this user,"
            " or name a cursor that has an index; nothing of it was landed."
        ) from None
    except psycopg.Error as error:
        raise UserError(
            f"{origin} cannot be pulled ({_essence(error)}): nothing of it was landed; try again."
        ) from None


def _address(source: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """Give the variable that names the server, and the address; two empty texts where libpq's own variables do."""
    own = f"{_ADDRESS}_{re.sub('[^A-Z0-9]', '_', source.upper())}"
    name = next((each for each in (own, _ADDRESS) if environ.get(each)), "")
    return name, environ.get(name, "")


def _essence(error: Exception) -> str:
    """Keep the last line that says something: libpq adds advice, and a line per address that it tried."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [
        line for line in lines if not line.startswith(("Is the server", "Multiple", "LINE", "^"))
    ]
    told = (
        telling[-1] if telling and "connection to server" in telling[-1] else (telling or [""])[0]
    )
    return told.removeprefix("connection failed: ").removeprefix("- ").rstrip(".")
