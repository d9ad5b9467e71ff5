"""The dialect room on DuckDB; the same project and the same answers on Spark: tests/spark/test_connect.py."""

import os
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import dialect_project as dialect
import duckdb
import pytest
from dbt_process import run_dbt

from dmp.main_job import Dbt
from dmp.project import Project


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


def test_edits_up_to_a_bound_are_those_of_the_distance(root: Path, tmp_path: Path) -> None:
    """The quick look that comes first passes over nothing: all short texts of letters of one to three bytes."""
    words = ["".join(word) for letters in range(5) for word in product("abü山", repeat=letters)]
    assert_all_edits_are_found(root, tmp_path, "edits_up_to", words)


def test_edits_of_days_are_those_of_the_distance(root: Path, tmp_path: Path) -> None:
    """As before, on every third day of years whose digits are easily swapped."""
    days = [
        str(date(year, 1, 1) + timedelta(days=number))
        for year in (1908, 1909, 1980, 1989, 1990, 1998, 2010, 2100)
        for number in range(year % 3, 365, 3)
    ]
    assert_all_edits_are_found(root, tmp_path, "day_edits_up_to", days)


def assert_all_edits_are_found(root: Path, place: Path, macro: str, words: list[str]) -> None:
    places = {
        "DMP_WAREHOUSE": str(place / "w.duckdb"),
        "DBT_TARGET_PATH": str(place / "target"),
        "DBT_LOG_PATH": str(place / "logs"),
    }
    sides = '"one.word", "other.word"'
    asked = f"[edit_distance({sides}), {macro}({sides}, 1), {macro}({sides}, 2)]"
    distance, *bounded = Dbt(Project.locate(environ=places, start=root)).evaluate(asked)
    with duckdb.connect() as connection:
        connection.execute("create table words (word varchar)")
        connection.executemany("insert into words values (?)", [(word,) for word in words])
        for most, edits in enumerate(bounded, start=1):
            [(n_within, n_other)] = connection.execute(
                f"select count(*) filter (where {distance} <= {most}),"
                f" count(*) filter (where least({edits}, {most + 1}) <> least({distance}, {most + 1}))"
                " from words as one cross join words as other"
            ).fetchall()
            assert n_within > 1000
            assert n_other == 0
