"""One delivery becomes one parquet file of texts: the declared columns, and what a line held that has none of them."""

from __future__ import annotations

import codecs
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from dmp.errors import UserError
from dmp.ingest.header import read_header
from dmp.ingest.inspection import Inspected, unpacked
from dmp.ingest.kinds import kinds_of
from dmp.ingest.tables import LandedTable, plain_name

# The longest line that a delivery may have; a longer one is an unclosed quote.
_LONGEST_LINE = 4_000_000
_READER = f"auto_detect = false, max_line_size = {_LONGEST_LINE}, buffer_size = {4 * _LONGEST_LINE}"
_IS_OBJECT = "coalesce(case when json_valid(line) then json_type(line) = 'OBJECT' end, false)"
# what DuckDB noted of rows that it could not take apart
_REJECTS = """
select line_byte_position, any_value(csv_line), string_agg(distinct lower(error_type::varchar), ', ')
from reject_errors
group by line_byte_position
order by line_byte_position
"""


@dataclass(frozen=True)
class Delivered:
    """A file of this machine: its content, the name it was delivered under, when (UTC), what reading it told."""

    file: Path
    name: str
    arrived_at: datetime
    found: Inspected


@dataclass(frozen=True)
class CopiedRows:
    """What a database copied: CSV without header in which null is nothing and every text is quoted.

    Attributes
    ----------
    file
        Each row begins with an empty field, then one per column.
    name, arrived_at
        What people call it, and the instant of the snapshot (UTC).
    kinds
        {column: its type in the database}, in the order of the fields.
    n_rows, longest
        Number of rows, and bytes of the longest.
    """

    file: Path
    name: str
    arrived_at: datetime
    kinds: Mapping[str, str]
    n_rows: int
    longest: int


@dataclass(frozen=True)
class Converted:
    """What became of the lines of a delivery.

    Attributes
    ----------
    n_rows
        Rows in the parquet file, broken ones included.
    n_broken
        Rows that could not be taken apart: their text is in _row_text, the line and what is wrong in _overflow.
    columns
        {column of the delivery: kind of its values} (see kinds_of; the type of a parquet column, json of a key).
    missing, extra
        Declared columns that it lacks, and columns that are not declared; those go into _extra, as JSON.
    """

    n_rows: int
    n_broken: int
    columns: dict[str, str]
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


def convert(
    engine: duckdb.DuckDBPyConnection, delivered: Delivered, table: LandedTable, target: Path
) -> Converted:
    """Write the rows of a delivery to the parquet file `target`; `engine` is a database of this run alone.

    Raises
    ------
    UserError
        Its columns fit nothing, a required one is missing, it cannot be taken apart at all, or the disk is full.
    """
    try:
        with _told(delivered.name, "deliver it again, or remove it"):
            converted = _READERS[delivered.found.file_format](engine, delivered, table, target)
            _check_keys(converted, table, delivered.name)
            return converted
    finally:
        target.with_suffix(".text").unlink(missing_ok=True)


def convert_copied(
    engine: duckdb.DuckDBPyConnection, copied: CopiedRows, table: LandedTable, target: Path
) -> Converted:
    """Write the rows that a database copied to the parquet file `target`, as `convert` does for files.

    Raises
    ------
    UserError
        Its columns fit nothing, rows were lost on the way, or the disk is full.
    """
    fields = {name: f"c{place}" for place, name in enumerate(copied.kinds)}
    typed = ", ".join(f"{field}: 'varchar'" for field in ("c", *fields.values()))
    longest = max(_LONGEST_LINE, copied.longest + 1)
    rows = f"""
        read_csv(
            {_text(copied.file)}, header = false, auto_detect = false, max_line_size = {longest},
            buffer_size = {4 * longest}, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false,
            columns = {{{typed}}}
        )
    """
    matched, extra = _matched(fields, table, copied.name)
    with _told(copied.name, "the next run pulls it again"):
        taken = f"select {_columns(table.columns, matched, extra)} from {rows}"
        n_rows = _write(engine, taken, copied, target)
    if n_rows != copied.n_rows:
        raise UserError(
            f"{copied.name} cannot be landed: of {copied.n_rows:,} rows that the server sent {n_rows:,} were read;"
            " nothing of it was landed. Please report it."
        )
    missing = tuple(column for column in table.columns if column not in matched)
    converted = Converted(n_rows, 0, dict(copied.kinds), missing, tuple(extra))
    _check_keys(converted, table, copied.name)
    return converted


def keep_only(
    engine: duckdb.DuckDBPyConnection, copied: CopiedRows, target: Path, rows: str
) -> int:
    """Write the file again with these rows, a query without _arrived_at; give their number."""
    whole = target.with_suffix(".whole")
    with _told(copied.name, "the next run pulls it again"):
        number = _write(engine, rows, copied, whole)
        whole.replace(target)
    return number


@contextmanager
def _told(name: str, advice: str) -> Iterator[None]:
    try:
        yield
    except (duckdb.IOException, OSError) as error:
        raise UserError(f"{name} cannot be landed ({_first_line(error)}).") from None
    except duckdb.Error as error:
        raise UserError(f"{name} cannot be read ({_first_line(error)}): {advice}.") from None


def _check_keys(converted: Converted, table: LandedTable, name: str) -> None:
    lacking = [column for column in converted.missing if column in table.required]
    if lacking:
        raise UserError(
            f"{name} lacks {', '.join(lacking)}, without which nothing can be made of {table.title}: it has"
            f" {', '.join(converted.columns)}. Deliver it with what it lacks."
        )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")


def _from_csv(
    engine: duckdb.DuckDBPyConnection, delivered: Delivered, table: LandedTable, target: Path
) -> Converted:
    header = read_header(delivered.found.head, table.columns, delivered.name)
    fields = [f"c{place}" for place in range(len(header.columns))]
    typed = ", ".join(f"{field}: 'varchar'" for field in fields)
    readable = _readable(delivered, target)
    rows = f"""
        read_csv(
            {_text(readable)}, header = true, skip = {header.skipped}, {_READER},
            delim = {_text(header.delimiter)}, quote = '"', escape = '"', columns = {{{typed}}},
            store_rejects = true, rejects_limit = 0
        )
    """
    matched = {column: fields[place] for column, place in header.match(table.columns).items()}
    named = dict(zip(header.columns, fields, strict=True))
    extra = {name: field for name, field in named.items() if field not in matched.values()}
    n_rows = _write(
        engine, f"select {_columns(table.columns, matched, extra)} from {rows}", delivered, target
    )
    n_broken = _keep_broken(engine, readable)
    if n_broken:
        _add_broken(engine, delivered, target)
    called = {
        header.columns[place]: column for column, place in header.match(table.columns).items()
    }
    names = [called.get(name, name) for name in header.columns]
    return Converted(
        n_rows + n_broken,
        n_broken,
        kinds_of(header.first_lines, header.delimiter, names),
        tuple(column for column in table.columns if column not in matched),
        tuple(extra),
    )


def _add_broken(engine: duckdb.DuckDBPyConnection, delivered: Delivered, target: Path) -> None:
    """Write the file again, with the table `broken`: few deliveries need it."""
    whole = target.with_suffix(".whole")
    good = f"select * exclude (_arrived_at) from read_parquet({_text(target)})"
    _write(engine, f"{good} union all by name from broken", delivered, whole)
    whole.replace(target)


def _keep_broken(engine: duckdb.DuckDBPyConnection, readable: Path) -> int:
    """Make the table `broken` (_overflow: line and problem, _row_text) of rejected rows; give their number."""
    engine.execute("create or replace temp table broken (_overflow varchar, _row_text varchar)")
    rejects = engine.execute(_REJECTS).fetchall()
    engine.execute("drop table reject_errors; drop table reject_scans")
    if rejects:
        lines = _lines_at(readable, [position for position, *_ in rejects])
        told = [
            (f"line {line}: {problem}", text.strip("\r\n"))
            for line, (_, text, problem) in zip(lines, rejects, strict=True)
        ]
        engine.executemany("insert into broken values (?, ?)", told)
    return len(rejects)


def _lines_at(readable: Path, positions: Sequence[int]) -> list[int]:
    """Give the numbers of the lines in which these ascending byte positions of the text lie, from 1.

    A position behind the last byte, where a quote was not closed, lies in the last line.
    """
    lines, line, start = [], 1, 0
    waiting = iter(positions)
    position = next(waiting, None)
    with unpacked(readable, readable.name) as stream:
        while position is not None and (chunk := stream.read(1 << 20)):
            while position is not None and position < start + len(chunk):
                lines.append(line + chunk.count(b"\n", 0, position - start))
                position = next(waiting, None)
            line += chunk.count(b"\n")
            start += len(chunk)
    return lines + [line] * (len(positions) - len(lines))


def _from_lines(
    engine: duckdb.DuckDBPyConnection, delivered: Delivered, table: LandedTable, target: Path
) -> Converted:
    lines = f"""
        (
            select line
            from read_csv(
                {_text(_readable(delivered, target))}, header = false, {_READER}, strict_mode = false,
                delim = '\\x01', quote = '', escape = '', columns = {{line: 'varchar'}}
            )
            where line is not null
        )
    """
    whole = table.columns == ("line",)
    if whole:
        rows = f"select {_columns(table.columns, {'line': 'line'}, {})} from {lines}"
        n_rows = _write(engine, rows, delivered, target)
        lines = f"(from {_text(target)})"
    keys = [
        name
        for (name,) in engine.execute(f"""
            select distinct unnest(json_keys(line)) as name from {lines} where {_IS_OBJECT} order by name
        """).fetchall()
    ]
    n_broken = _number(
        engine, f"{lines} where not {_IS_OBJECT if not whole else 'json_valid(line)'}"
    )
    if whole:
        return Converted(n_rows, n_broken, dict.fromkeys(keys, "json"))
    return _take_apart(engine, delivered, table, target, lines=lines, keys=keys, n_broken=n_broken)


def _take_apart(
    engine: duckdb.DuckDBPyConnection,
    delivered: Delivered,
    table: LandedTable,
    target: Path,
    *,
    lines: str,
    keys: Sequence[str],
    n_broken: int,
) -> Converted:
    """Write one row per line of JSON: the values of its `keys` as text, nested ones as JSON text."""
    named = {plain_name(key): key for key in keys} | {key: key for key in keys}
    matched = {
        column: named.get(column, named.get(plain_name(column), ""))
        for column in table.columns
        if column in named or plain_name(column) in named
    }
    if not matched:
        raise _fits_nothing(delivered.name, keys, table)
    extra = [key for key in keys if key not in matched.values()]
    taken = [*matched.values(), *extra]
    # all keys of a line in one reading of it
    paths = ", ".join(_pointer(key) for key in taken)
    fields = {key: f"texts[{place}]" for place, key in enumerate(taken, start=1)}
    beyond = {key: f"nodes[{place}]" for place, key in enumerate(extra, start=1)}
    nodes = ", ".join(_pointer(key) for key in extra)
    columns = _columns(
        table.columns,
        {column: fields[key] for column, key in matched.items()},
        beyond,
        broken="case when not is_object then line end",
    )
    n_rows = _write(
        engine,
        f"""
        select {columns}
        from (
            select
                line,
                {_IS_OBJECT} as is_object,
                case when is_object then json_extract_string(line, [{paths}]) end as texts,
                {f"case when is_object then json_extract(line, [{nodes}]) end" if extra else "null"} as nodes
            from {lines}
        )
        """,
        delivered,
        target,
    )
    missing = tuple(column for column in table.columns if column not in matched)
    called = {key: column for column, key in matched.items()}
    return Converted(
        n_rows,
        n_broken,
        {called.get(key, key): "json" for key in keys},
        missing,
        tuple(extra),
    )


def _pointer(key: str) -> str:
    """Write a key as a JSON pointer: a path of the other kind takes no key with a quote in it."""
    return _text("/" + key.replace("~", "~0").replace("/", "~1"))


def _fits_nothing(name: str, there: Sequence[str], table: LandedTable) -> UserError:
    return UserError(
        f"{name} has none of the declared columns ({', '.join(table.columns)}): it has"
        f" {', '.join(there) or 'none at all'}. Change the columns in the source's yml."
    )


def _from_parquet(
    engine: duckdb.DuckDBPyConnection, delivered: Delivered, table: LandedTable, target: Path
) -> Converted:
    rows = f"read_parquet({_text(delivered.file)})"
    types = {
        name: kind.lower() for name, kind, *_ in engine.execute(f"describe from {rows}").fetchall()
    }
    texts = {name: _as_text(name, kind) for name, kind in types.items()}
    matched, extra = _matched(texts, table, delivered.name)
    taken = f"select {_columns(table.columns, matched, extra)} from {rows}"
    n_rows = _write(engine, taken, delivered, target)
    missing = tuple(column for column in table.columns if column not in matched)
    return Converted(n_rows, 0, types, missing, tuple(extra))


def _matched(
    fields: Mapping[str, str], table: LandedTable, name: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Part {column: field} into {declared column: field} and {column beyond them: field}."""
    named = {plain_name(column): field for column, field in fields.items()}
    matched = {
        column: named[plain_name(column)] for column in table.columns if plain_name(column) in named
    }
    if not matched:
        raise _fits_nothing(name, list(fields), table)
    extra = {column: field for column, field in fields.items() if field not in matched.values()}
    return matched, extra


_Reader = Callable[[duckdb.DuckDBPyConnection, Delivered, LandedTable, Path], Converted]
_READERS: Mapping[str, _Reader] = {
    "csv": _from_csv,
    "jsonl": _from_lines,
    "parquet": _from_parquet,
}


def _as_text(column: str, kind: str) -> str:
    """Read a parquet column: what is nested as JSON, which DuckDB's cast to text is not."""
    nested = kind.endswith("]") or kind.startswith(("struct(", "map("))
    return f"to_json({_name(column)})" if nested else _name(column)


def _columns(
    declared: Sequence[str],
    matched: Mapping[str, str],
    extra: Mapping[str, str],
    *,
    broken: str = "null::varchar",
) -> str:
    """Select the declared columns as text, what is beyond them as JSON, and the two columns of broken rows.

    `broken` gives the text of a line that is no JSON object.
    """
    taken = [f"{matched.get(column, 'null')}::varchar as {_name(column)}" for column in declared]
    pairs = ", ".join(f"{_text(name)}, {field}" for name, field in extra.items())
    beyond = f"case when {broken} is null then json_object({pairs}) end" if extra else "null"
    return ", ".join(
        [
            *taken,
            f"{beyond}::varchar as _extra",
            f"case when {broken} is not null then 'no JSON object' end as _overflow",
            f"{broken} as _row_text",
        ]
    )


def _write(
    engine: duckdb.DuckDBPyConnection, rows: str, delivered: Delivered | CopiedRows, target: Path
) -> int:
    arrived_at = f"{_text(delivered.arrived_at.isoformat())} as _arrived_at"
    # 122,880 rows of a kilobyte in each thread were 800 MB of memory
    [(number,)] = engine.execute(
        f"copy (select *, {arrived_at} from ({rows})) to {_text(target)} (format parquet, row_group_size_bytes '32MB')"
    ).fetchall()
    return int(number)


def _number(engine: duckdb.DuckDBPyConnection, rows: str) -> int:
    [(number,)] = engine.execute(f"select count(*) from {rows}").fetchall()
    return int(number)


def _readable(delivered: Delivered, target: Path) -> Path:
    """Give the text as UTF-8, plain or gzip, which DuckDB reads by itself."""
    if delivered.found.encoding.startswith("utf-8") and not delivered.name.endswith(".zst"):
        return delivered.file
    plain = target.with_suffix(".text")
    with (
        unpacked(delivered.file, delivered.name) as packed,
        plain.open("w", encoding="utf-8", newline="") as text,
    ):
        shutil.copyfileobj(codecs.getreader(delivered.found.encoding)(packed), text, 1 << 20)
    return plain


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
