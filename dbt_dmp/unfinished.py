"""Heals what a killed Spark leaves: the folder of a table that its catalogue does not know.

Spark writes the files of a new table before its catalogue hears of them, and forgets a dropped
table before its files go. Killed in between, it leaves a folder, and to create that table ends in
LOCATION_ALREADY_EXISTS, then and in every later run. Such a folder is emptied, and the statement
runs again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from dbt.adapters.events.logging import AdapterLogger
from dbt_common.events.contextvars import get_node_info
from dbt_common.exceptions import DbtRuntimeError

from dbt_dmp.session import session_with

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_KEEPS_ROWS = ("incremental", "snapshot")
_logger = AdapterLogger("Spark")


def healing(run: Callable[..., None]) -> Callable[..., None]:
    """Wrap a method that runs what dbt wants of the session with its server_side_parameters."""

    @wraps(run)
    def healed(self: Any, *arguments: Any) -> None:
        try:
            run(self, *arguments)
        except Exception as error:  # dbt-spark wraps what Spark says
            leftover = _leftover(error.__cause__ or error)
            if leftover is None:
                raise
            _empty(session_with(self.server_side_parameters), *leftover)
            run(self, *arguments)

    return healed


def condition_of(error: BaseException) -> str | None:
    """Name an error of Spark; Spark 3 calls its condition a class, and no other error has one."""
    named = getattr(error, "getCondition", None) or getattr(error, "getErrorClass", None)
    return named() if named else None


def _leftover(error: BaseException) -> tuple[str, str] | None:
    """Read the table and the folder that is in its way from an error, if it is about such a one."""
    if condition_of(error) != "LOCATION_ALREADY_EXISTS":
        return None
    told: dict[str, str] = error.getMessageParameters()  # type: ignore[attr-defined]  # no pyspark where mypy runs
    return told["identifier"].replace("`", ""), told["location"].strip("'")


def _empty(spark: SparkSession, table: str, folder: str) -> None:
    """Remove all files of a folder of nobody's, hidden ones included.

    No part of Spark that is there over Connect as well can delete files, but overwriting can: by
    no rows in partitions, nothing takes the place of what was there, and without the marker of
    success the folder is empty. A table may be created in an empty folder.

    Raises
    ------
    DbtRuntimeError
        It holds finished files of a model that keeps rows between builds: what only they know
        would be lost.
    """
    if _keeps_rows(table) and spark.read.format("binaryFile").load(folder).take(1):
        raise DbtRuntimeError(
            f"{folder} holds rows of {table}, but the catalogue knows no such table: it was lost,"
            " or a build was killed while it made the table. Give Spark its catalogue back, or"
            " remove the folder to have the table built anew."
        )
    _logger.info(f"Emptying {folder}, which a killed run left: no table of the catalogue is there.")
    nothing = spark.sql("select 1 as part, 1 as value where false")
    options = {
        "mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
        "partitionOverwriteMode": "static",  # another model may have set the session's to dynamic
    }
    nothing.write.options(**options).parquet(folder, mode="overwrite", partitionBy="part")


def _keeps_rows(table: str) -> bool:
    """Tell whether the table is what the running model keeps, and no scratch table beside it."""
    node = get_node_info()
    return node.get("materialized") in _KEEPS_ROWS and table.endswith(
        f".{node['node_relation']['alias']}"
    )
