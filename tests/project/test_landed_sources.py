"""A source whose deliveries arrive elsewhere: `dmp build` lands what is new and builds of it."""

import os
import subprocess
from pathlib import Path

import duckdb
import pytest
from dbt_process import run_dbt, run_dmp
from tiny_project import TinyProject, make_tiny_project

SOURCES = """
    sources:
      - name: shop
        description: The shop.
        schema: raw_shop
        tables:
          - name: orders
            description: Orders as delivered.
            config: {meta: {from: inbox/orders}}
            columns: [{name: order_id}, {name: user_id}, {name: amount}]
            data_tests: [has_rows]
"""
STAGED = """
    {{ config(materialized='table') }}
    select order_id, user_id, cast(amount as integer) as amount, _overflow, _row_text, _extra, _delivery, _arrived_at
    from {{ source('shop', 'orders') }}
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> TinyProject:
    tiny = make_tiny_project(tmp_path_factory.mktemp("landed") / "a project")
    tiny.write("models/staging/shop/_shop__sources.yml", SOURCES)
    tiny.write("models/staging/shop/stg_shop__orders.sql", STAGED)
    (tiny.folder / "inbox/orders").mkdir(parents=True)
    (tiny.folder / "warehouse").mkdir()
    (tiny.folder / "tests/data/assert_totals_are_kept.sql").unlink()
    return tiny


def deliver(tiny: TinyProject, name: str, text: str) -> None:
    file = tiny.folder / "inbox/orders" / name
    file.write_text(text)
    os.utime(file, (1_780_000_000, 1_780_000_000))  # not just now, so that it does not wait


def dmp(tiny: TinyProject, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_dmp(arguments, folder=tiny.folder, environment=tiny.environment)


def rows(tiny: TinyProject, columns: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(tiny.folder / "warehouse/demo.duckdb"), read_only=True) as connection:
        return connection.execute(
            f"select {columns} from staging.stg_shop__orders order by all"
        ).fetchall()


def test_deliveries_are_landed_and_built_once(template: TinyProject) -> None:
    tiny = template
    nothing = run_dbt(
        ["run", "-s", "stg_shop__orders"], folder=tiny.folder, environment=tiny.environment
    )
    assert "Its deliveries arrive in inbox/orders and are landed by `dmp land`" in nothing.stdout
    deliver(tiny, "2026-07-01.csv", "order_id;user_id;amount;channel\n1;a;3;web\n2;b\n")
    first = dmp(tiny, "build", "-s", "stg_shop__orders")
    assert first.returncode == 0, first.stderr
    assert "Landed 1 new delivery: 2 rows, 1 of them broken." in first.stdout
    assert rows(tiny, "order_id, _overflow, _extra, _delivery, _arrived_at") == [
        ("1", None, '{"channel":"web"}', "2026-07-01", "2026-05-28T20:26:40+00:00"),
        (None, "line 3: missing columns", None, "2026-07-01", "2026-05-28T20:26:40+00:00"),
    ]
    [(broken,)] = [row for row in rows(tiny, "_row_text") if not str(row[0]).startswith("{")]
    assert broken == "2;b"
    deliver(tiny, "2026-07-02.csv", "amount,order_id,user_id\n4,7,c\n")
    second = dmp(tiny, "build", "-s", "stg_shop__orders")
    assert second.returncode == 0, second.stderr
    assert [row for row in rows(tiny, "order_id, amount") if row[0]] == [("1", 3), ("7", 4)]


def test_what_was_landed_is_listed_and_what_is_refused_stops_the_build(
    template: TinyProject,
) -> None:
    tiny = template
    deliver(tiny, "2026-07-03.csv", "order_id,user_id,amount\n8,d,9\n")
    listed = dmp(tiny, "land")
    assert listed.returncode == 0, listed.stderr
    assert "2026-07-03.csv" in listed.stdout
    deliver(tiny, "book.xlsx", "PK")
    listed = dmp(tiny, "land")
    assert listed.returncode == 1
    assert "Refused: shop.orders: book.xlsx is a workbook" in listed.stdout
    stopped = dmp(tiny, "build", "-s", "stg_shop__orders")
    assert stopped.returncode == 1
    assert stopped.stderr.startswith("Error: shop.orders: book.xlsx is a workbook")
    (tiny.folder / "inbox/orders/book.xlsx").unlink()


def test_table_with_two_places_is_refused(template: TinyProject) -> None:
    tiny = template
    tiny.write(
        "models/staging/shop/_shop__sources.yml",
        SOURCES.replace("{from: inbox/orders}", "{from: inbox/orders, path: elsewhere}"),
    )
    refused = dmp(tiny, "build")
    tiny.write("models/staging/shop/_shop__sources.yml", SOURCES)
    assert refused.returncode == 1
    assert "Source shop.orders has meta.path and meta.from" in refused.stderr


def test_dataset_that_lands_nothing_says_so(tmp_path: Path) -> None:
    tiny = make_tiny_project(tmp_path / "plain")
    told = dmp(tiny, "land")
    assert told.returncode == 1
    assert "No source of the dataset demo is landed" in told.stderr
