"""A table of PostgreSQL becomes a staging model and a contract: `dmp build` pulls what is new and builds of it."""

import subprocess
from pathlib import Path

import duckdb
import pytest
from dbt_process import run_dmp
from postgres_server import Server
from tiny_project import ROOT, TinyProject, make_tiny_project

SOURCES = """
    sources:
      - name: shop
        description: The shop's own database.
        schema: raw_shop
        tables:
          - name: orders
            description: Orders as they stand in the shop.
            config:
              meta: {from: "postgres://public.orders", cursor: updated_at, key: [order_id], look_back: 15 minutes}
            columns:
              [{name: order_id}, {name: user_id}, {name: amount}, {name: updated_at}, {name: deleted_at}]
            data_tests: [has_rows]
"""


@pytest.fixture
def tiny(tmp_path: Path, database: Server) -> TinyProject:
    tiny = make_tiny_project(tmp_path / "a project")
    tiny.write("models/staging/shop/_shop__sources.yml", SOURCES)
    # the model of docs/postgres.md
    page = (ROOT / "docs/postgres.md").read_text()
    model = page.split("```sql\n")[1].split("```")[0]
    config = "{{ config(materialized='table') }}\n"  # a view would look for the files from here
    tiny.write("models/staging/shop/stg_shop__orders.sql", config + model)
    tiny.write("models/input/input__orders.sql", CONTRACT)
    tiny.write("models/input/input__orders.yml", CONTRACT_YML)
    (tiny.folder / "warehouse").mkdir()
    (tiny.folder / "tests/data/assert_totals_are_kept.sql").unlink()
    database.run(
        "create table orders (order_id integer primary key, user_id text, amount numeric(12, 2),"
        " updated_at timestamptz, deleted_at timestamptz)",
        "insert into orders values (1, 'a', 3.50, '2026-07-01 10:00+02', null),"
        " (2, 'b', 4, '2026-07-01 11:00+02', null), (3, 'c', 5, '2026-07-01 12:00+02', null)",
    )
    return tiny


CONTRACT = """
    select order_id, user_id, amount, updated_at
    from {{ ref('stg_shop__orders') }}
    where row_status = 'accepted'
"""
CONTRACT_YML = """
    models:
      - name: input__orders
        description: One row per order.
        config: {materialized: table, schema: input, contract: {enforced: true}}
        columns:
          - {name: order_id, data_type: string, description: The order., data_tests: [unique, not_null]}
          - {name: user_id, data_type: string, description: Who bought.}
          - {name: amount, data_type: "decimal(18, 4)", description: What was paid.}
          - {name: updated_at, data_type: timestamp, description: Its last change.}
"""


def build(tiny: TinyProject, database: Server) -> subprocess.CompletedProcess[str]:
    environment = tiny.environment | {"DMP_POSTGRES_URL": database.url}
    command = ["build", "-s", "+input__orders"]
    return run_dmp(command, folder=tiny.folder, environment=environment)


def rows(tiny: TinyProject, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(tiny.folder / "warehouse/demo.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_table_of_a_database_is_built_and_changes_follow(
    tiny: TinyProject, database: Server
) -> None:
    try:
        first = build(tiny, database)
        assert first.returncode == 0, first.stdout + first.stderr
        assert "Landed 1 new delivery: 3 rows, 0 of them broken." in first.stdout
        orders = "select order_id, amount::varchar, updated_at::varchar from input.input__orders order by 1"
        assert rows(tiny, orders) == [
            ("1", "3.5000", "2026-07-01 08:00:00"),
            ("2", "4.0000", "2026-07-01 09:00:00"),
            ("3", "5.0000", "2026-07-01 10:00:00"),
        ]
        database.run(
            "update orders set amount = 6, updated_at = '2026-07-02' where order_id = 1",
            "update orders set deleted_at = '2026-07-02', updated_at = '2026-07-02' where order_id = 2",
        )
        second = build(tiny, database)
        assert second.returncode == 0, second.stdout + second.stderr
        assert "Landed 1 new delivery: 2 rows" in second.stdout
        assert rows(
            tiny, "select order_id, amount::varchar from input.input__orders order by 1"
        ) == [
            ("1", "6.0000"),
            ("3", "5.0000"),
        ]
        states = (
            "select order_id, row_status, reject_reason from staging.stg_shop__orders order by all"
        )
        assert rows(tiny, states) == [
            ("1", "accepted", None),
            ("1", "superseded", None),
            ("2", "rejected", "deleted in the shop"),
            ("2", "rejected", "deleted in the shop"),
            ("3", "accepted", None),
        ]
    finally:
        database.run("drop table orders")
