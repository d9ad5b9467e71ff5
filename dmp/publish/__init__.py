"""Handing the marts to readers: a DuckDB file, one parquet file per mart, a manifest, at once."""

from dmp.publish.copy import MARTS_FILE, PARQUET_FOLDER, PUBLISHED_SCHEMAS
from dmp.publish.job import publish, publish_last_build
from dmp.publish.manifest import Publication, PublishedTable, read_publication

__all__ = [
    "MARTS_FILE",
    "PARQUET_FOLDER",
    "PUBLISHED_SCHEMAS",
    "Publication",
    "PublishedTable",
    "publish",
    "publish_last_build",
    "read_publication",
]
