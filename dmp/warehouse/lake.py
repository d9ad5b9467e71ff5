"""A lake: the folder of Parquet tables that Spark builds, read as if it were a warehouse file.

Spark keeps a table `marts.users` in `<lake>/tables/marts.db/users/`. Only plain Parquet can be read
so: the files of an Iceberg or Delta table may hold rows that its metadata has given up.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

SUFFIX = ".lake"
_TABLES = "tables/*.db/*"


def is_lake(warehouse: Path) -> bool:
    """Tell a lake from a warehouse file, by its name, so that it need not exist yet."""
    return warehouse.suffix == SUFFIX


def open_lake(lake: Path) -> duckdb.DuckDBPyConnection:
    """Open an in-memory database with a view per table of the lake, named as in a warehouse file.

    Spark writes instants as UTC with a zone; the views take the zone off, as the models declare.
    The column of a partition is read from the names of its folders: a date where all are dates.
    """
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    for folder in sorted(lake.glob(_TABLES)):
        files = _data_files(folder)
        if not files:
            continue
        schema = folder.parent.stem
        paths = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
        is_partitioned = any(file.parent != folder for file in files)
        reader = f"read_parquet([{paths}], hive_partitioning = {is_partitioned})"
        columns = connection.execute(f"describe from {reader}").fetchall()
        zoned = [name for name, kind, *_ in columns if kind == "TIMESTAMP WITH TIME ZONE"]
        casts = ", ".join(f'cast("{name}" as timestamp) as "{name}"' for name in zoned)
        replacing = f" replace ({casts})" if casts else ""
        connection.execute(f'create schema if not exists "{schema}"')
        connection.execute(
            f'create view "{schema}"."{folder.name}" as select *{replacing} from {reader}'
        )
    return connection


def _data_files(table: Path) -> list[Path]:
    """List the files of a table and its partitions; what begins with _ or . is not yet written."""
    return [
        file
        for file in sorted(table.rglob("*.parquet"))
        if not any(part.startswith(("_", ".")) for part in file.relative_to(table).parts)
    ]
