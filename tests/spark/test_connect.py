"""On a Spark Connect server: the slice by dbt, what kills leave, the dialect room, a branch by Dagster."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import dagster as dg
import dialect_project as dialect
import duckdb
import pytest
import yaml
from servers import connect_server
from slices import SLICE, start_dbt

RESTORE = "restore_interrupted_rewrites"
RENAME = """
import sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
spark.sql("alter table intermediate.int_events rename to intermediate.int_events__previous")
"""
# writes for ever, and into no file that is finished
CREATE = """
import sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
spark.sql("create database intermediate")
spark.sql(
    "create table intermediate.int_events using parquet as"
    " select id from range(0, 1000000000000000, 1, 1) where hash(id) = 0"
)
"""
PATIENCE_SECONDS = 60
PRODUCTS = dg.AssetKey(["marts", "products"])


@dataclass(frozen=True)
class Server:
    """A running server and the folder of its tables."""

    address: str
    tables: Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a lake where another one was killed while it created a table."""
    lake = tmp_path_factory.mktemp("connect") / "demo.lake"
    with connect_server(lake) as address, in_the_background(CREATE, address):
        wait_for_a_file(lake / "tables/intermediate.db/int_events/_temporary")
    with connect_server(lake) as address:
        yield Server(address, lake / "tables")


@contextmanager
def in_the_background(program: str, address: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", program, address], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def wait_for_a_file(folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(folder.rglob("*.parquet")):
        assert time.monotonic() < deadline, f"nothing is written to {folder}"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def slice_of(
    server: Server, root: Path, raw: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The slice built on the server; the folder in which dbt worked."""
    place = tmp_path_factory.mktemp("client")
    address = server.address
    building = start_dbt(root, raw, place, "spark_connect", SLICE, DMP_SPARK_REMOTE=address)
    told, _ = building.communicate()
    assert building.returncode == 0, told[-6000:]
    return place


def test_slice_is_built_over_spark_connect(server: Server, slice_of: Path) -> None:
    assert list((server.tables / "intermediate.db/int_sessions").glob("*.parquet"))
    assert not (slice_of / "demo.lake").exists()


def test_folder_that_a_killed_server_left_is_emptied(server: Server, slice_of: Path) -> None:
    assert re.search(r"Emptying \S+/int_events, which a killed run left", log_of(slice_of))
    assert not (server.tables / "intermediate.db/int_events/_temporary").exists()


def log_of(place: Path) -> str:
    return (place / "logs/dbt.log").read_text("utf-8")


def test_rewrite_that_was_killed_between_its_renames_is_restored(
    server: Server, slice_of: Path, root: Path, raw: Path
) -> None:
    table = server.tables / "intermediate.db/int_events"
    kept = {file.name for file in table.glob("*.parquet")}
    # a process of its own: one with a client of Connect can have no other session afterwards
    subprocess.run([sys.executable, "-c", RENAME, server.address], check=True)
    assert not table.exists()
    project = yaml.safe_load((root / "dbt_project.yml").read_text("utf-8"))
    assert any(RESTORE in hook for hook in project["on-run-start"])
    restore = ["run-operation", RESTORE]
    address = server.address
    restoring = start_dbt(root, raw, slice_of, "spark_connect", restore, DMP_SPARK_REMOTE=address)
    told, _ = restoring.communicate()
    assert restoring.returncode == 0, told[-6000:]
    assert "Restoring intermediate.int_events" in told
    assert kept
    assert {file.name for file in table.glob("*.parquet")} == kept


def test_dialect_room_says_on_spark_what_it_says_on_duckdb(
    server: Server, raw: Path, tmp_path: Path
) -> None:
    place = dialect.make_dialect_project(tmp_path / "project")
    for arguments in (dialect.ALL_DAYS, [*dialect.TWO_DAYS, *dialect.LATE]):
        running = start_dbt(
            place,
            raw,
            tmp_path,
            "spark_connect",
            ["run", *arguments],
            DMP_SPARK_REMOTE=server.address,
        )
        told, _ = running.communicate()
        assert running.returncode == 0, told[-6000:]

    def rows(table: str, columns: str) -> set[tuple[object, ...]]:
        files = server.tables / f"marts.db/{table}/**/*.parquet"
        return set(duckdb.sql(f"select {columns} from read_parquet('{files}')").fetchall())

    assert rows("samples", "one, distance, round(similarity, 4), weekday") == dialect.SAID
    assert rows("readings", "reader, text, said") ^ dialect.readings() == set()
    assert rows("kept", "item") == {(item,) for item in dialect.ITEMS}


@pytest.mark.usefixtures("slice_of")
def test_branch_is_built_by_dagster_on_spark(
    server: Server, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DMP_TARGET", "spark_connect")
    monkeypatch.setenv("DMP_SPARK_REMOTE", server.address)
    monkeypatch.setenv("DMP_RAW", str(raw))
    monkeypatch.setenv("DMP_LAKE", str(server.tables.parent))
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    definitions = import_module("orchestration.definitions").defs
    graph = definitions.resolve_asset_graph()
    branch = dg.AssetSelection.assets(PRODUCTS).upstream().resolve(graph)
    ran = definitions.resolve_job_def("build_and_publish").execute_in_process(
        instance=dg.DagsterInstance.ephemeral(),
        raise_on_error=False,
        asset_selection=sorted(branch & set(graph.materializable_asset_keys)),
    )
    assert ran.success
    made = {event.asset_key for event in ran.get_asset_materialization_events()}
    assert PRODUCTS in made
    assert list((server.tables / "marts.db/products").glob("*.parquet"))
    assert all(check.passed for check in ran.get_asset_check_evaluations())
    assert (tmp_path / "target/dagster/demo/manifest.json").is_file()
