"""The manifest of a publication: what is in it and which run made it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dmp.errors import UserError

MANIFEST_FILE = "manifest.json"
STORAGE_VERSION = "v1.0.0"


@dataclass(frozen=True)
class PublishedTable:
    """One published table.

    Attributes
    ----------
    name
        schema.table, as in the warehouse and as a reader of marts.duckdb types it.
    rows
        Number of rows.
    parquet
        Path of its parquet file, relative to the publication.
    columns
        Column name to DuckDB type, in order.
    schema_hash
        SHA-256 over names and types; it changes when and only when a reader may have to change.
    """

    name: str
    rows: int
    parquet: str
    columns: dict[str, str]
    schema_hash: str


@dataclass(frozen=True)
class Publication:
    """What was published, when, and by which run."""

    dataset: str
    published_at: str
    run_id: str | None
    dbt_invocation_id: str | None
    dmp_version: str
    duckdb_version: str
    storage_version: str = STORAGE_VERSION
    tables: tuple[PublishedTable, ...] = field(default_factory=tuple)


def schema_hash(columns: dict[str, str]) -> str:
    """Hash the ordered column names and types (SHA-256, hexadecimal)."""
    return hashlib.sha256(json.dumps(list(columns.items())).encode()).hexdigest()


def write_manifest(folder: Path, publication: Publication) -> None:
    """Write the manifest into the folder of a publication."""
    (folder / MANIFEST_FILE).write_text(json.dumps(asdict(publication), indent=2) + "\n", "utf-8")


def read_publication(folder: Path) -> Publication:
    """Read the publication that readers of `folder` see now.

    Raises
    ------
    UserError
        Nothing was published there yet.
    """
    path = folder / MANIFEST_FILE
    if not path.is_file():
        raise UserError(f"Nothing is published in {folder} yet: run `dmp build`.")
    content = json.loads(path.read_text("utf-8"))
    tables = tuple(PublishedTable(**table) for table in content.pop("tables"))
    return Publication(**content, tables=tables)
