"""`dmp build` on the demo, as `make demo` runs it: what it leaves behind, and that a second run changes nothing."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from dbt_process import run_dmp
from house import LADDER_MEMORY, House

# What says by its name that it tells the moment of building; everything else must be equal to the last row.
OF_THE_MOMENT = {"run_id", "built_at"}
RUN_TABLES = {"run_metrics"}
# What a build found before it, and what its clusters add to that: nothing is found before the first build.
BEFORE_TABLES = {"int_idr_standing", "int_idr_growth", "int_idr_merge_check"}


def dmp(house: House, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DMP_DATASET": "demo",
        "DMP_RAW": str(house.raw),
        "DMP_WAREHOUSE": str(house.warehouse),
        "DMP_PUBLISHED": str(house.warehouse.parent / "published"),
        "DBT_TARGET_PATH": str(house.warehouse.with_name("target")),
        "COLUMNS": "120",
    }
    return run_dmp(arguments, folder=house.root, environment=environment)


@pytest.fixture(scope="module")
def demo(root: Path, new_house: Callable[[str], House]) -> House:
    blank = new_house("demo")
    house = House(root, root / "seeds/raw", blank.warehouse, blank.targets)
    done = dmp(house, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    (house.warehouse.parent / "summary.txt").write_text(done.stdout)
    return house


def test_summary_shows_rows_people_segments_and_quality(demo: House) -> None:
    summary = (demo.warehouse.parent / "summary.txt").read_text()
    for word in ("rejected", "people", "Segments", "popularity", "own_counts", "seconds"):
        assert word in summary
    people = demo.query("select count(*) from marts.users")[0][0]
    assert f"{people:,} people" in summary


def test_what_was_published_is_what_was_built(demo: House) -> None:
    published = demo.warehouse.parent / "published/marts.duckdb"
    with duckdb.connect(str(published), read_only=True) as connection:
        tables = {
            name
            for (name,) in connection.execute(
                "select table_name from information_schema.tables"
            ).fetchall()
        }
        users = connection.execute("select count(*) from marts.users").fetchone()
    marts = demo.query(
        "select table_name from information_schema.tables where table_schema = 'marts'"
    )
    assert {name for (name,) in marts} == tables - {"publish_info"}
    assert users == demo.query("select count(*) from marts.users")[0]


def test_every_column_in_the_warehouse_is_described(demo: House) -> None:
    manifest = json.loads((demo.warehouse.with_name("target") / "manifest.json").read_text())
    described = {
        (node["schema"], node.get("alias") or node["name"], column)
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "seed"}
        for column in node["columns"]
    }
    relations = {(schema, table) for schema, table, _ in described}
    existing = {
        row
        for row in demo.query(
            "select table_schema, table_name, column_name from information_schema.columns"
        )
        if row[:2] in relations
    }
    assert sorted(existing - described) == []
    assert sorted(described - existing) == []


def test_the_demo_meets_the_gates_of_its_truth(demo: House) -> None:
    done = dmp(demo, "scorecard")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def first_build(demo: House) -> Path:
    """The warehouse as one build left it; the demo itself is built again."""
    kept = demo.warehouse.with_name("first.duckdb")
    shutil.copy(demo.warehouse, kept)
    done = dmp(demo, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return kept


def test_building_again_changes_nothing(demo: House, first_build: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{first_build}' as a (read_only)")
        connection.execute(f"attach '{demo.warehouse}' as b (read_only)")
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_catalog = 'a' and table_type = 'BASE TABLE'"
        ).fetchall()
        assert len(tables) > 70
        changed = [
            f"{schema}.{table}"
            for schema, table in tables
            if table not in RUN_TABLES | BEFORE_TABLES
            and not table.endswith(LADDER_MEMORY)
            and rows_apart(connection, schema, table)
        ]
    assert changed == []


@pytest.mark.usefixtures("first_build")
def test_a_second_build_finds_everybody_where_the_first_left_them(demo: House) -> None:
    found, left = (
        set(demo.query(f"select record_id, user_id from {table}"))
        for table in ("intermediate.int_idr_standing", "identity.user_map")
    )
    assert found == left
    grown = "select user_id from intermediate.int_idr_growth where n_gained > 0 or n_absorbed > 0"
    assert demo.query(grown) == []
    assert demo.query("select n_merged from intermediate.int_idr_merge_check") == [(0,)]


def rows_apart(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> int:
    names = connection.execute(
        "select column_name from information_schema.columns where table_catalog = 'a'"
        f" and table_schema = '{schema}' and table_name = '{table}' order by ordinal_position"
    ).fetchall()
    columns = ", ".join(name for (name,) in names if name not in OF_THE_MOMENT)
    a, b = (f"select {columns} from {side}.{schema}.{table}" for side in "ab")
    sides = f"({a} except all {b}) union all ({b} except all {a})"
    row = connection.execute(f"select count(*) from ({sides})").fetchone()
    assert row is not None
    return int(row[0])
