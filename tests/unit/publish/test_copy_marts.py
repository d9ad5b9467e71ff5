"""The published files hold the marts, their words, and nothing else."""

import json
import subprocess
from pathlib import Path

import duckdb
import pytest

from dmp.errors import UserError
from dmp.publish import PublishedTable
from dmp.publish.copy import copy_marts
from dmp.warehouse import reading

TOOLS_PYTHON = Path(__file__).resolve().parents[3] / ".venv-tools/bin/python"


@pytest.fixture
def folder(warehouse: Path, tmp_path: Path) -> Path:
    out = tmp_path / "out"
    out.mkdir()
    copied(warehouse, out)
    return out


def copied(warehouse: Path, out: Path) -> dict[str, PublishedTable]:
    with reading(warehouse) as connection:
        return {table.name: table for table in copy_marts(connection, out)}


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_only_the_marts_and_the_views_for_bi_leave_the_warehouse(folder: Path) -> None:
    tables = rows(folder, "select schema_name, table_name from duckdb_tables() order by all")
    assert tables == [
        ("bi", "users_by_day"),
        ("main", "buyers"),
        ("main", "empty"),
        ("main", "users"),
    ]
    assert rows(folder, "select * from duckdb_views() where not internal") == []
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*"))
    assert files == [
        "marts.duckdb",
        "parquet/bi/users_by_day.parquet",
        "parquet/marts/buyers.parquet",
        "parquet/marts/empty.parquet",
        "parquet/marts/users.parquet",
    ]


def test_vault_values_are_in_no_published_file(folder: Path) -> None:
    for path in folder.rglob("*.*"):
        content = path.read_bytes()
        assert b"secret" not in content
        assert b"a@b.example" not in content


@pytest.mark.parametrize("name", ["users", "marts.users", "marts.main.users"])
def test_table_is_found_by_the_names_that_people_type(folder: Path, name: str) -> None:
    assert rows(folder, f"select count(*) from {name}") == [(1000,)]


def test_copies_equal_the_warehouse(folder: Path, warehouse: Path) -> None:
    with reading(warehouse) as connection:
        expected = connection.execute("select * from marts.buyers").fetchall()
    assert rows(folder, "select * from buyers") == expected
    parquet = folder / "parquet/marts/buyers.parquet"
    assert duckdb.sql(f"select * from '{parquet}'").fetchall() == expected


def test_parquet_is_compressed_with_zstd(folder: Path) -> None:
    parquet = folder / "parquet/marts/users.parquet"
    found = duckdb.sql(f"select distinct compression from parquet_metadata('{parquet}')").fetchall()
    assert found == [("ZSTD",)]


def test_descriptions_are_carried_over(folder: Path) -> None:
    tables = rows(
        folder, "select table_name, comment from duckdb_tables() where comment is not null"
    )
    assert sorted(tables) == [
        ("buyers", "One row per buyer."),
        ("users", "One row per person; the people's table."),
    ]
    columns = "select column_name, comment from duckdb_columns() where comment is not null"
    assert rows(folder, f"{columns} and table_name = 'users'") == [("user_id", 'Opaque "id".')]


def test_manifest_entry_tells_rows_columns_and_file(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    users = copied(warehouse, tmp_path / "out")["marts.users"]
    assert users.rows == 1000
    assert users.parquet == "parquet/marts/users.parquet"
    assert users.columns["user_id"] == "VARCHAR"
    assert users.columns["first_seen_at"] == "TIMESTAMP"


def test_schema_hash_changes_with_the_columns_and_not_with_the_rows(
    warehouse: Path, tmp_path: Path
) -> None:
    def hash_after(statement: str, out: str) -> str:
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(statement)
        (tmp_path / out).mkdir()
        return copied(warehouse, tmp_path / out)["marts.empty"].schema_hash

    first = hash_after("select 1", "1")
    assert hash_after("insert into marts.empty values (7)", "2") == first
    assert hash_after("alter table marts.empty rename number to n", "3") != first


def test_warehouse_without_marts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(UserError, match="holds no marts to publish"):
        copied(path, tmp_path)


def test_driver_of_version_1_reads_the_file(folder: Path) -> None:
    if not TOOLS_PYTHON.exists():
        pytest.skip("the tools environment with the duckdb 1.x driver is not installed")
    code = (
        "import duckdb, json, sys; connection = duckdb.connect(sys.argv[1], read_only=True);"
        "rows = connection.execute('select count(*), max(user_id) from marts.users').fetchall();"
        "print(json.dumps([duckdb.__version__, rows]))"
    )
    command = [str(TOOLS_PYTHON), "-c", code, str(folder / "marts.duckdb")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    version, found = json.loads(done.stdout)
    assert version.startswith("1.")
    assert found == [[1000, "u999"]]
