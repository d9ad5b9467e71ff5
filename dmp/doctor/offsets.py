"""Whether the instants of the raw texts say which offset from UTC they are written in.

Staging reads an instant without an offset as UTC. By then nothing tells it from one that was written in
UTC, so the texts themselves are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import duckdb

from dmp.doctor.finding import NOTE, WARNING, Finding

_SAMPLE = 10_000
# Fewer say nothing about a column.
_LEAST = 20
_INSTANT = r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ]+\d{1,2}:\d{2}"
_OFFSET = r"(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?)$"


def offset_findings(
    warehouse: duckdb.DuckDBPyConnection, sources: Iterable[Mapping[str, Any]]
) -> Iterator[Finding]:
    """Look at up to 10,000 rows of each of the `sources` of the manifest that are files and have a view already."""
    views = {
        (schema, name)
        for schema, name in warehouse.sql(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
    }
    for source in sources:
        meta = source["config"].get("meta") or {}
        is_of_files = meta.get("path") or meta.get("from")
        if is_of_files and (source["schema"], source["identifier"]) in views:
            yield from _of_source(warehouse, source)


def _of_source(
    warehouse: duckdb.DuckDBPyConnection, source: Mapping[str, Any]
) -> Iterator[Finding]:
    columns = list(source["columns"])
    relation = f'"{source["schema"]}"."{source["identifier"]}"'
    counts = ", ".join(
        f"count(*) filter (regexp_matches({text}, '{_INSTANT}')),"
        f" count(*) filter (regexp_matches({text}, '{_INSTANT}') and not regexp_matches({text}, '{_OFFSET}'))"
        for text in (f'trim("{column}")' for column in columns)
    )
    query = f"select {counts} from (from {relation} limit {_SAMPLE})"  # noqa: S608 - names of the manifest
    row = warehouse.execute(query).fetchone() or ()
    for column, instants, bare in zip(columns, row[::2], row[1::2], strict=True):
        if instants < _LEAST or not bare:
            continue
        is_mixed = bare < instants
        yield Finding(
            "time zone",
            WARNING if is_mixed else NOTE,
            f"{source['source_name']}.{source['name']}, column {column}",
            "instants are written without an offset, the others with one"
            if is_mixed
            else "instants are written without an offset, so they count as UTC",
            "Deliver offsets (2026-07-01T10:00:00+02:00) or UTC; local times are off by hours and lose their order"
            " when clocks change.",
            bare,
            instants,
        )
