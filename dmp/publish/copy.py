"""Copying the marts out of the warehouse into files of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from dmp.errors import UserError
from dmp.publish.manifest import STORAGE_VERSION, PublishedTable, schema_hash

MARTS_FILE = "marts.duckdb"
PARQUET_FOLDER = "parquet"
MARTS_SCHEMA = "marts"
PUBLISHED_SCHEMAS = (MARTS_SCHEMA, "bi")

_RELATION_COMMENTS = """
    select comment from duckdb_tables()
    where database_name = current_database() and schema_name = $schema and table_name = $name
        and comment is not null
    union all
    select comment from duckdb_views()
    where database_name = current_database() and schema_name = $schema and view_name = $name
        and comment is not null
"""
_COLUMN_COMMENTS = """
    select column_name, comment from duckdb_columns()
    where database_name = current_database() and schema_name = $schema and table_name = $name
        and comment is not null
    order by column_index
"""


def copy_marts(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> tuple[PublishedTable, ...]:
    """Write every table and view of the published schemas into `folder`.

    `folder` gets marts.duckdb (views become tables; descriptions are kept) and
    parquet/<schema>/<table>.parquet. The storage version is the one of DuckDB 1.0, because the
    drivers of BI tools lag behind: a file in 2.0's own version cannot be opened by any 1.x client.

    The schema `marts` becomes the default schema of the file. DuckDB names an opened file after its
    stem, so a schema `marts` in marts.duckdb would make `marts.users` ambiguous ("Ambiguous
    reference to catalog or schema"); this way `users` and `marts.users` both work.

    Raises
    ------
    UserError
        The warehouse holds nothing to publish.
    """
    relations = _relations(warehouse)
    if not relations:
        raise UserError(
            "The warehouse holds no marts to publish: run `dmp build` without a selection first."
        )
    options = f"read_write, storage_version '{STORAGE_VERSION}'"
    warehouse.execute(f"attach {_text(folder / MARTS_FILE)} as published ({options})")
    try:
        published = tuple(_copy(warehouse, folder, schema, table) for schema, table in relations)
        warehouse.execute("checkpoint published")
    finally:
        warehouse.execute("detach published")
    return published


def _relations(warehouse: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return warehouse.execute(
        """
        select table_schema, table_name
        from information_schema.tables
        where table_catalog = current_database() and list_contains(?, table_schema)
        order by table_schema, table_name
        """,
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()


def _copy(
    warehouse: duckdb.DuckDBPyConnection, folder: Path, schema: str, table: str
) -> PublishedTable:
    home = f"published.{_name('main' if schema == MARTS_SCHEMA else schema)}"
    copy = f"{home}.{_name(table)}"
    parquet = Path(PARQUET_FOLDER, schema, f"{table}.parquet")
    (folder / parquet).parent.mkdir(parents=True, exist_ok=True)
    warehouse.execute(f"create schema if not exists {home}")
    warehouse.table(f"{_name(schema)}.{_name(table)}").create(copy)
    for statement in _descriptions(warehouse, schema, table, copy):
        warehouse.execute(statement)
    options = "format parquet, compression zstd"
    warehouse.execute(f"copy {copy} to {_text(folder / parquet)} ({options})")
    columns = {name: kind for name, kind, *_ in warehouse.execute(f"describe {copy}").fetchall()}
    return PublishedTable(
        name=f"{schema}.{table}",
        rows=len(warehouse.table(copy)),
        parquet=parquet.as_posix(),
        columns=columns,
        schema_hash=schema_hash(columns),
    )


def _descriptions(
    warehouse: duckdb.DuckDBPyConnection, schema: str, table: str, copy: str
) -> Iterator[str]:
    place = {"schema": schema, "name": table}
    relations = warehouse.execute(_RELATION_COMMENTS, place).fetchall()
    columns = warehouse.execute(_COLUMN_COMMENTS, place).fetchall()
    for (comment,) in relations:
        yield f"comment on table {copy} is {_text(comment)}"
    for column, comment in columns:
        yield f"comment on column {copy}.{_name(column)} is {_text(comment)}"


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
