"""A small warehouse with everything that publishing has to deal with."""

from pathlib import Path

import duckdb
import pytest

STATEMENTS = """
    create schema marts;
    create schema bi;
    create schema identity;
    create schema pii;
    create schema intermediate;
    create table marts.users as
        select 'u' || range as user_id, range as n_orders, range * 1.5::decimal(18, 4) as revenue,
            timestamp '2026-06-30 12:00:00' as first_seen_at
        from range(1000);
    comment on table marts.users is 'One row per person; the people''s table.';
    comment on column marts.users.user_id is 'Opaque "id".';
    create view marts.buyers as select * from warehouse.marts.users where n_orders > 0;
    comment on view marts.buyers is 'One row per buyer.';
    create view bi.users_by_day as select first_seen_at, count(*) as n_users from marts.users group by 1;
    create table marts.empty as select 1 as number where false;
    create table identity.user_map as select 'secret' as record_id;
    create table pii.user_contacts as select 'a@b.example' as email;
    create table intermediate.int_users as select 1 as number;
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """The file of a warehouse with two schemas to publish and three to keep."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(STATEMENTS)
    return path
