"""Models that keep their rows between builds, on a table format: merged into, deleted from, equal to DuckDB's."""

from itertools import groupby
from typing import Any

import duckdb
import pytest
from lakehouse import Built, commits, rows_after_each_commit

from dmp.compare.tables import compare_tables
from dmp.warehouse import reading

KEYS = {
    "intermediate.int_events": "source, event_id",
    "intermediate.int_event_sessions": "source, event_id",
    "intermediate.int_sessions": "session_id",
    "intermediate.int_orders": "source, order_id",
    "marts.events": "source, event_id",
    "marts.sessions": "session_id",
    "marts.orders": "source, order_id",
}
UPSERTED = pytest.mark.parametrize("table", KEYS)


def test_two_builds_leave_the_same_rows_as_on_duckdb(built: Built) -> None:
    assert set(KEYS) <= set(built.tables)
    with reading(built.after) as left, reading(built.exported) as right:
        compared = list(compare_tables(left, right, built.tables))
    assert [each for each in compared if not each.is_equal] == []
    assert all(each.left_rows for each in compared if each.table in KEYS)


@UPSERTED
def test_the_second_build_merges_and_then_deletes_what_left_the_origin(
    built: Built, table: str
) -> None:
    with duckdb.connect(str(built.before), read_only=True) as side:
        before = keys(side, table)
    with reading(built.exported) as side:
        after = keys(side, table)
    assert "merge into" in built.house.ran(table.split(".")[1])
    assert before & after
    assert before - after
    # made anew by the second build, the table would never have held the rows of both
    totals = [n for n, _ in groupby(rows_after_each_commit(built.exported, table))]
    assert totals == [len(before), len(before | after), len(after)]


def test_the_log_of_identity_is_appended_to(built: Built) -> None:
    with duckdb.connect(str(built.before), read_only=True) as side:
        [(before,)] = side.execute("select count(*) from identity.assignment_log").fetchall()
    with reading(built.exported) as side:
        [(after,)] = side.execute("select count(*) from identity.assignment_log").fetchall()
    assert after > before
    assert rows_after_each_commit(built.exported, "identity.assignment_log") == [before, after]
    assert commits(built.exported)["identity.assignment_log"][-1]["operation"] == "append"


def keys(side: duckdb.DuckDBPyConnection, table: str) -> set[tuple[Any, ...]]:
    return set(side.execute(f"select {KEYS[table]} from {table}").fetchall())


def test_scratch_tables_leave_no_files_behind(built: Built) -> None:
    tables = built.house.lake / "tables"
    assert list(tables.glob("*/int_idr_components/**/*.parquet"))
    scratch = tables.glob("*/int_idr_components__*/**/*")
    holding = {path.relative_to(tables).parts[1] for path in scratch if path.is_file()}
    # the ladder's memory alone stays, under one of the two names that take turns
    assert sorted(name.removesuffix("__twin") for name in holding) == [
        "int_idr_components__edges",
        "int_idr_components__limits",
    ]
