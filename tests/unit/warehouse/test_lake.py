"""A lake is read as Spark left it: plain tables and partitioned ones, and nothing that is half written."""

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from dmp.warehouse import reading

FACTS = """
    select * from (
        values (1, date '2026-01-31', 'a'), (2, date '2026-02-01', 'b'), (3, null, 'c')
    ) as facts (fact_id, event_date, word)
"""


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    lake = tmp_path / "shop.lake"
    (lake / "tables/marts.db").mkdir(parents=True)
    return lake


def write(table: Path, query: str, options: str = "format parquet") -> None:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"copy ({query}) to '{table}' ({options})")


def test_partitions_are_rows_with_their_day(lake: Path) -> None:
    write(lake / "tables/marts.db/facts", FACTS, "format parquet, partition_by (event_date)")
    with reading(lake) as connection:
        rows = connection.sql("select fact_id, event_date, word from marts.facts order by 1")
        assert [str(kind) for kind in rows.types] == ["INTEGER", "DATE", "VARCHAR"]
        assert rows.fetchall() == [
            (1, date(2026, 1, 31), "a"),
            (2, date(2026, 2, 1), "b"),
            (3, None, "c"),
        ]


def test_instants_lose_their_zone(lake: Path) -> None:
    table = lake / "tables/marts.db/facts"
    table.mkdir()
    write(table / "part-0.parquet", "select timestamptz '2026-01-31 12:00:00+02' as seen_at")
    with reading(lake) as connection:
        rows = connection.sql("from marts.facts").fetchall()
    assert rows == [(datetime(2026, 1, 31, 10),)]  # noqa: DTZ001 - as the models declare it


@pytest.mark.parametrize("hidden", ["_temporary/0", ".spark-staging-1/event_date=2026-01-31"])
def test_what_is_not_yet_written_is_no_data(lake: Path, hidden: str) -> None:
    for name in ("facts", "begun"):
        folder = lake / "tables/marts.db" / name / hidden
        folder.mkdir(parents=True)
        write(folder / "part-0.parquet", "select 9 as fact_id, 'x' as word")
    write(lake / "tables/marts.db/facts/part-0.parquet", "select 1 as fact_id, 'a' as word")
    with reading(lake) as connection:
        assert connection.sql("from marts.facts").fetchall() == [(1, "a")]
        assert connection.sql("show all tables").fetchall()[0][2] == "facts"
        assert len(connection.sql("show all tables").fetchall()) == 1


def test_a_folder_above_that_looks_like_a_partition_is_none(tmp_path: Path) -> None:
    table = tmp_path / "day=1/shop.lake/tables/marts.db/facts"
    table.mkdir(parents=True)
    write(table / "part-0.parquet", "select 1 as fact_id")
    with reading(tmp_path / "day=1/shop.lake") as connection:
        assert connection.sql("from marts.facts").columns == ["fact_id"]
