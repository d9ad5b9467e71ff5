"""One pull of a table: a snapshot is copied, and what is not landed yet becomes one delivery.

What was reached is known by the ledger alone. A pull that is killed anywhere before its entry is in the ledger is made
again from where the last one ended.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import duckdb

from dmp.errors import UserError
from dmp.ingest.conversion import Converted, CopiedRows, convert_copied, keep_only
from dmp.ingest.database import Pull
from dmp.ingest.ledger import Entry
from dmp.ingest.places import Delivery
from dmp.ingest.postgres import Column, Snapshot, Window, snapshot
from dmp.ingest.preparation import UNFINISHED, Prepared
from dmp.ingest.tables import LandedTable, plain_name

# Transactions of an application end within minutes; numbers are drawn before they are committed.
_LOOK_BACK = timedelta(minutes=15)
_LOOK_BACK_NUMBERS = 1000
_WHOLE = "whole"


def pull(
    engine: duckdb.DuckDBPyConnection,
    table: LandedTable,
    how: Pull,
    landed: Mapping[str, Entry],
) -> Prepared | None:
    """Read what is new in a table; None where that is nothing.

    `landed` are the entries of its table in the ledger, by path. Problems are told in `refusal`.
    """
    spare = table.folder / f"{UNFINISHED}{uuid.uuid4().hex}"
    fresh = spare.with_suffix(".parquet")
    try:
        return _Puller(engine, table, how, landed).pull(spare, fresh)
    except UserError as error:
        fresh.unlink(missing_ok=True)
        return Prepared(Delivery(table.origin, 0, "", 0.0), fresh, refusal=str(error))
    finally:
        spare.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Puller:
    engine: duckdb.DuckDBPyConnection
    table: LandedTable
    how: Pull
    landed: Mapping[str, Entry]

    def pull(self, spare: Path, fresh: Path) -> Prepared | None:
        origin = self.table.origin
        with snapshot(self.table.source, origin) as server:
            columns = server.columns(self.how.schema, self.how.table)
            window = self._window(server, columns)
            copied = server.copy(self.how.schema, self.how.table, columns, window, spare)
        rows = CopiedRows(
            spare,
            origin,
            server.taken_at,
            {column.name: column.kind for column in columns},
            copied.n_rows,
            copied.longest,
        )
        converted = convert_copied(self.engine, rows, self.table, fresh)
        self._check_key(fresh)
        if window is None:
            return self._whole(
                Delivery(f"{origin}/{_WHOLE}", copied.n_bytes, _WHOLE, 0.0), fresh, converted
            )
        reached, n_beside = self._reached(fresh, window)
        converted = self._without_landed(rows, window, fresh, converted)
        if not converted.n_rows and self._files():
            fresh.unlink()
            return None
        path = self._path(f"{server.taken_at:%Y-%m-%dT%H%M%SZ}")
        span = f"{self.how.cursor} from {window.lower or 'the beginning'} to {reached}"
        return Prepared(
            Delivery(path, copied.n_bytes, span, 0.0),
            fresh,
            self._fingerprint(fresh, path),
            converted,
            reached=reached,
            notes=(_beside(n_beside, self.how.cursor),) if n_beside else (),
        )

    def _window(self, server: Snapshot, columns: tuple[Column, ...]) -> Window | None:
        named = {plain_name(column.name): column for column in columns}
        for role, name in [("cursor", self.how.cursor), *(("key", name) for name in self.how.key)]:
            if name is not None and plain_name(name) not in named:
                raise UserError(
                    f"{self.table.origin} has no column {name}, which meta.{role} names: it has"
                    f" {', '.join(column.name for column in columns)}; change meta.{role} in the source's yml."
                )
        if self.how.cursor is None:
            return None
        cursor = named[plain_name(self.how.cursor)]
        if not cursor.can_be_cursor:
            raise UserError(
                f"meta.cursor of {self.table.title} is {cursor.name}, of type {cursor.kind}: a cursor is a timestamp, a"
                " date or a whole number; name such a column, or none to read the whole table each time."
            )
        default: timedelta | int = _LOOK_BACK_NUMBERS if cursor.counts else _LOOK_BACK
        look_back = default if self.how.look_back is None else self.how.look_back
        if isinstance(look_back, int) != cursor.counts and look_back != 0:
            wanted = "a number" if cursor.counts else "a span of time such as '15 minutes'"
            raise UserError(
                f"meta.look_back of {self.table.title} does not fit its cursor {cursor.name}, of type {cursor.kind}:"
                f" write {wanted}."
            )
        if not cursor.counts and look_back == 0:
            look_back = timedelta()
        return server.window(cursor, self._reached_before(), look_back)

    def _reached_before(self) -> str:
        """Give the cursor of the last pull of this table by this cursor; a landed file that is gone is pulled again."""
        entries = [entry for path, entry in self.landed.items() if path.startswith(self._folder())]
        if not all((self.table.folder / entry.landed_as).is_file() for entry in entries):
            return ""
        return entries[-1].reached if entries else ""

    def _folder(self) -> str:
        """Name what a place on the line of a cursor belongs to: another table or cursor begins anew."""
        return f"{self.table.origin}?cursor={self.how.cursor}/"

    def _path(self, instant: str) -> str:
        path = self._folder() + instant
        number = 1
        while path in self.landed:
            number += 1
            path = f"{self._folder()}{instant}-{number}"
        return path

    def _files(self) -> list[str]:
        names = [entry.landed_as for entry in self.landed.values() if entry.landed_as]
        files = [self.table.folder / name for name in names]
        return [str(file) for file in files if file.is_file()]

    def _whole(self, delivery: Delivery, fresh: Path, converted: Converted) -> Prepared | None:
        """Replace the delivery before, unless it holds the same rows in whatever order."""
        sha256 = self._fingerprint(fresh, delivery.name)
        before = self.landed.get(delivery.name)
        if before and before.sha256 == sha256 and (self.table.folder / before.landed_as).is_file():
            fresh.unlink()
            return None
        return Prepared(delivery, fresh, sha256, converted)

    def _check_key(self, fresh: Path) -> None:
        if not self.how.key:
            return
        names = ", ".join(map(_name, self.how.key))
        twice = self.engine.execute(
            f"select {names}, count(*) from read_parquet(?) group by {names} having count(*) > 1 limit 1",
            [str(fresh)],
        ).fetchone()
        if twice:
            *values, number = twice
            told = ", ".join(
                f"{name} {value}" for name, value in zip(self.how.key, values, strict=True)
            )
            raise UserError(
                f"meta.key of {self.table.title} is no key: {self.table.origin} has {number} rows with {told}; name the"
                " columns that identify a row."
            )

    def _reached(self, fresh: Path, window: Window) -> tuple[str, int]:
        """Give the place that this pull reached, and the number of rows that have none.

        A row of the future does not count: with it no later change would be seen. It is read again until its time
        has come.
        """
        name = _name(self._declared(window))
        place = f"{name}::bigint" if window.cursor.counts else f"least({name}, $now)"
        [found] = self.engine.execute(
            f"""
            select
                max({place}) filter (where {_on_the_line(name, window)})::varchar,
                count(*) filter (where not {_on_the_line(name, window)})
            from read_parquet($file)
            """,
            {"file": str(fresh)} | ({} if window.cursor.counts else {"now": window.now}),
        ).fetchall()
        highest, n_beside = found
        known = [each for each in (self._reached_before(), highest) if each]
        order = int if window.cursor.counts else str
        return max(known, key=order, default=""), n_beside

    def _declared(self, window: Window) -> str:
        wanted = plain_name(window.cursor.name)
        return next(name for name in self.table.columns if plain_name(name) == wanted)

    def _without_landed(
        self, rows: CopiedRows, window: Window, fresh: Path, converted: Converted
    ) -> Converted:
        """Leave out rows that stand in the landed files as they are.

        With a key a row is compared with the version that was landed last, since it may have gone back to an older one.
        """
        files = self._files()
        if not files:
            return converted
        columns = ", ".join([*map(_name, self.table.columns), "_extra", "_overflow", "_row_text"])
        name = _name(self._declared(window))
        is_near = "true"
        if window.lower is not None:
            lower = window.lower if window.cursor.counts else _text(window.lower)
            place = f"try_cast({name} as bigint)" if window.cursor.counts else name
            is_near = f"({place} >= {lower} or not {_on_the_line(name, window)})"
        last = ""
        if self.how.key:
            key = ", ".join(map(_name, self.how.key))
            last = f"qualify rank() over (partition by {key} order by _arrived_at desc) = 1"
        listed = ", ".join(map(_text, files))
        declared = ", ".join(f"null::varchar as {_name(name)}" for name in self.table.columns)
        n_rows = keep_only(
            self.engine,
            rows,
            fresh,
            f"""
            select {columns} from read_parquet({_text(fresh)})
            except all
            select {columns}
            from (
                (select {declared} limit 0)
                union all by name
                select * from read_parquet([{listed}], union_by_name = true)
            )
            where {is_near}
            {last}
            """,
        )
        return replace(converted, n_rows=n_rows)

    def _fingerprint(self, fresh: Path, path: str) -> str:
        """Fingerprint the rows in whatever order: a server gives them in none.

        The path belongs to it: a table that is as it once was is news.
        """
        found = self.engine.execute(
            """
            select count(*), sum((digest >> 64)::hugeint), sum((digest & 18446744073709551615)::hugeint)
            from (
                select md5_number(to_json(row_)::varchar)::uhugeint as digest
                from (select * exclude (_arrived_at) from read_parquet(?)) as row_
            )
            """,
            [str(fresh)],
        ).fetchone()
        return hashlib.sha256(f"{path}\n{found}".encode()).hexdigest()


def _on_the_line(name: str, window: Window) -> str:
    """Tell whether a text is a place on the line of the cursor: not null, not infinite, of the years 1 to 9999.

    Texts of these years in the server's ISO form sort as their instants do.
    """
    if window.cursor.counts:
        return f"coalesce(try_cast({name} as bigint) is not null, false)"
    return f"coalesce(regexp_full_match({name}, '[0-9]{{4}}-[-0-9:. +]*'), false)"


def _beside(number: int, cursor: str | None) -> str:
    rows = "row has" if number == 1 else "rows have"
    return f"{number} {rows} no usable {cursor} (read again by every pull)"


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
