"""A folder that is in a new table's way: emptied, unless it holds what only it knows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from dbt_common.events.contextvars import log_contextvars
from dbt_common.exceptions import DbtRuntimeError

from dbt_dmp.unfinished import healing

DYNAMIC = "spark.sql.sources.partitionOverwriteMode"
CREATE = "create table kept using parquet as select n from values (2), (3) as two (n)"


class Cursor:
    """Runs statements as that of dbt-spark does, in a session that others set to dynamic mode."""

    def __init__(self, spark: Any) -> None:
        self.server_side_parameters = {DYNAMIC: "dynamic"}
        self._spark = spark

    @healing
    def execute(self, sql: str) -> None:
        self._spark.sql(sql)


@pytest.fixture
def left(spark: Any) -> Iterator[Path]:
    """The folder of a table that the catalogue forgot, finished and unfinished files in it."""
    spark.sql("create table kept using parquet as select 1 as n")
    place = spark.sql("describe formatted kept").where("col_name = 'Location'").first()
    folder = Path(unquote(urlsplit(place["data_type"]).path))
    unfinished = folder / "_temporary/0/part.parquet"
    rows = {file.name: file.read_bytes() for file in folder.iterdir()}
    spark.sql("drop table kept")
    unfinished.parent.mkdir(parents=True)
    unfinished.write_bytes(b"")
    for name, content in rows.items():
        (folder / name).write_bytes(content)
    yield folder
    spark.sql("drop table kept")
    spark.conf.unset(DYNAMIC)


def model(materialized: str) -> dict[str, Any]:
    return {"materialized": materialized, "node_relation": {"alias": "kept"}}


def test_table_is_built_anew(spark: Any, left: Path) -> None:
    with log_contextvars(node_info=model("table")):
        Cursor(spark).execute(CREATE)
    assert {row.n for row in spark.table("kept").collect()} == {2, 3}
    assert not (left / "_temporary").exists()


def test_rows_that_are_kept_between_builds_are_not_lost(spark: Any, left: Path) -> None:
    before = sorted(left.rglob("*"))
    with (
        log_contextvars(node_info=model("incremental")),
        pytest.raises(DbtRuntimeError, match=r"holds rows of spark_catalog\.default\.kept, but"),
    ):
        Cursor(spark).execute(CREATE)
    assert sorted(left.rglob("*")) == before
    for file in left.glob("*.parquet"):
        file.unlink()
    with log_contextvars(node_info=model("incremental")):  # nothing finished, nothing to lose
        Cursor(spark).execute(CREATE)
