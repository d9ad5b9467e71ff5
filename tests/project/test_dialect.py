"""The dialect room on DuckDB; the same project and the same answers on Spark: tests/spark/test_connect.py."""

import os
from pathlib import Path

import dialect_project as dialect
import duckdb
import pytest
from dbt_process import run_dbt


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dialect.make_dialect_project(tmp_path_factory.mktemp("dialect") / "project")


def run(place: Path, *arguments: str) -> None:
    environment = os.environ | {"DMP_TARGET": "duckdb", "DMP_WAREHOUSE": str(place / "d.duckdb")}
    done = run_dbt(["run", *arguments], folder=place, environment=environment)
    assert done.returncode == 0, done.stdout


def rows(place: Path, query: str) -> set[tuple[object, ...]]:
    with duckdb.connect(str(place / "d.duckdb"), read_only=True) as warehouse:
        return set(warehouse.execute(query).fetchall())


def test_dialect_says_what_every_engine_says(place: Path) -> None:
    run(place, "--select", "samples")
    said = rows(place, "select one, distance, round(similarity, 4), weekday from marts.samples")
    assert said == dialect.SAID


def test_texts_are_read_as_on_every_engine(place: Path) -> None:
    run(place, "--select", "readings")
    assert (
        rows(place, "select reader, text, said from marts.readings") ^ dialect.readings() == set()
    )


def test_microbatch_replaces_the_days_it_is_given(place: Path) -> None:
    run(place, "--select", "arrivals", "kept", *dialect.ALL_DAYS)
    run(place, "--select", "arrivals", "kept", *dialect.TWO_DAYS, *dialect.LATE)
    assert rows(place, "select item from marts.kept") == {(item,) for item in dialect.ITEMS}
