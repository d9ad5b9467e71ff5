"""Two warehouses hold the same bag of rows, or the comparison says which rows do not."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from dmp.compare.tables import Comparison, compare_tables, tables_of
from dmp.warehouse import reading


def compared(left: str, right: str) -> Comparison:
    with duckdb.connect() as one, duckdb.connect() as other:
        one.execute(f"create table t as {left}")
        other.execute(f"create table t as {right}")
        [comparison] = compare_tables(one, other, ["t"])
    return comparison


def test_same_rows_in_another_order_are_equal() -> None:
    assert compared("select unnest([1, 2, null]) as a", "select unnest([null, 2, 1]) as a").is_equal


def test_repeated_rows_are_counted() -> None:
    found = compared("select unnest([1, 1, 2]) as a", "select unnest([1, 2, 2]) as a")
    assert (found.only_left, found.only_right) == (1, 1)
    assert found.examples == (("left", (1,)), ("right", (2,)))


def test_doubles_may_differ_in_the_last_digits_and_no_further() -> None:
    assert compared(
        "select 'x' as k, 0.1 + 0.2::double as a", "select 'x' as k, 0.3::double as a"
    ).is_equal
    assert not compared("select 1.0::double as a", "select 1.00000001::double as a").is_equal
    assert not compared("select 1.0::double as a", "select null::double as a").is_equal
    assert compared("select 'nan'::double as a", "select 'nan'::double as a").is_equal


def test_money_must_be_exact() -> None:
    assert not compared(
        "select 1.0000::decimal(18,4) as a", "select 1.0001::decimal(18,4) as a"
    ).is_equal


def test_other_types_and_missing_columns_are_differences() -> None:
    assert compared("select 1::bigint as a", "select 1::integer as a").type_differences == (
        "a: BIGINT, INTEGER",
    )
    assert compared("select 1 as a, 2 as b", "select 1 as a").type_differences == (
        "b: INTEGER, missing",
    )


def test_missing_table_is_no_equal_table() -> None:
    with duckdb.connect() as one, duckdb.connect() as other:
        one.execute("create table t as select 1 as a")
        [found] = compare_tables(one, other, ["t"])
    assert (found.left_rows, found.right_rows, found.is_equal) == (1, None, False)


def test_tables_below_a_python_model_are_left_out() -> None:
    def node(name: str, language: str = "sql", materialized: str = "table") -> dict[str, Any]:
        config = {"materialized": materialized}
        return {
            "schema": "s",
            "alias": name,
            "resource_type": "model",
            "language": language,
            "config": config,
        }

    manifest = {
        "nodes": {
            "a": node("a"),
            "p": node("p", "python"),
            "b": node("b"),
            "v": node("v", materialized="view"),
        },
        "child_map": {"a": ["p"], "p": ["b", "test.x"], "b": [], "v": []},
    }
    assert tables_of(manifest) == ["s.a"]


def test_lake_is_read_like_a_warehouse_without_zones(tmp_path: Path) -> None:
    folder = tmp_path / "a lake.lake/tables/marts.db/users"
    folder.mkdir(parents=True)
    with duckdb.connect() as writer:
        writer.execute("set TimeZone = 'UTC'")
        query = "select 'u' as user_id, timestamptz '2026-01-01 12:00:00+00' as seen_at"
        writer.execute(f"copy ({query}) to '{folder}/part-0.parquet'")
    with reading(tmp_path / "a lake.lake") as lake:
        [(user, seen)] = lake.execute("select * from marts.users").fetchall()
    assert (user, seen.isoformat()) == ("u", "2026-01-01T12:00:00")


@pytest.mark.parametrize("name", ["nothing.lake", "nothing.duckdb"])
def test_warehouse_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Exception, match="run `dmp build` first"), reading(tmp_path / name):
        pass
