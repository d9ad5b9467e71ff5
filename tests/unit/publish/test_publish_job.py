"""Publishing takes a warehouse whose last build was good and nothing else."""

import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from dmp.errors import UserError
from dmp.project import Project
from dmp.publish import publish_last_build, read_publication
from dmp.warehouse import BuildRecord, State, Timing, hold_warehouse, write_record

NOW = datetime(2026, 7, 1, 5, tzinfo=UTC)
LATER = datetime(2026, 7, 2, 5, tzinfo=UTC)


@pytest.fixture
def project(warehouse: Path, tmp_path: Path) -> Project:
    return Project(
        profile="duckdb",
        root=tmp_path,
        dataset="demo",
        warehouse=warehouse,
        raw=tmp_path / "raw",
        landing=tmp_path / "landing",
        published=tmp_path / "published/demo",
        target=tmp_path / "target",
        logs=tmp_path / "logs",
    )


def record(project: Project, state: State) -> None:
    timing = Timing("invocation", 1.0, {})
    write_record(project.warehouse, BuildRecord(state, "run", NOW.isoformat(), timing))


def test_manifest_names_the_run_and_what_it_made(project: Project) -> None:
    record(project, "good")
    publish_last_build(project, now=NOW)
    content = json.loads((project.published / "manifest.json").read_text())
    assert content["dataset"] == "demo"
    assert content["published_at"] == "2026-07-01T05:00:00+00:00"
    assert (content["run_id"], content["dbt_invocation_id"]) == ("run", "invocation")
    assert content["storage_version"] == "v1.0.0"
    tables = {table["name"]: table["rows"] for table in content["tables"]}
    assert tables == {
        "bi.users_by_day": 1,
        "marts.buyers": 999,
        "marts.empty": 0,
        "marts.users": 1000,
    }


def test_manifest_is_read_back(project: Project) -> None:
    record(project, "good")
    assert read_publication_after(project, NOW) == publish_last_build(project, now=LATER).tables


def read_publication_after(project: Project, now: datetime) -> object:
    publish_last_build(project, now=now)
    return read_publication(project.published).tables


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("failed", "The last build of demo failed"),
        ("running", "The last build of demo was killed"),
        ("partial", "Only a selection of demo has been built so far"),
    ],
)
def test_build_that_was_not_good_is_refused_and_the_last_publication_stays(
    project: Project, state: State, reason: str
) -> None:
    record(project, "good")
    publish_last_build(project, now=NOW)
    record(project, state)
    with pytest.raises(UserError, match=reason):
        publish_last_build(project, now=LATER)
    assert read_publication(project.published).published_at == NOW.isoformat()


def test_warehouse_of_plain_dbt_is_published_without_a_run(project: Project) -> None:
    publication = publish_last_build(project, now=NOW)
    assert (publication.run_id, publication.dbt_invocation_id) == (None, None)


def test_warehouse_is_left_as_it_was(project: Project) -> None:
    before = project.warehouse.read_bytes()
    publish_last_build(project, now=NOW)
    assert project.warehouse.read_bytes() == before


def test_warehouse_in_use_is_refused(project: Project) -> None:
    with hold_warehouse(project.warehouse), pytest.raises(UserError, match="is in use by process"):
        publish_last_build(project, now=NOW)


def test_missing_publication_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"Nothing is published in .* yet: run `dmp build`"):
        read_publication(tmp_path)


def test_publication_that_cannot_be_written_is_said(project: Project, tmp_path: Path) -> None:
    (tmp_path / "published").write_text("a file where the folder should be")
    with pytest.raises(
        UserError, match=r"could not be written .* what was published before is unt"
    ):
        publish_last_build(project, now=NOW)


def test_mart_that_breaks_leaves_the_last_publication(project: Project) -> None:
    record(project, "good")
    publish_last_build(project, now=NOW)
    with duckdb.connect(str(project.warehouse)) as connection:
        connection.execute("create view marts.broken as select cast('x' as integer) as number")
    with pytest.raises(duckdb.ConversionException):
        publish_last_build(project, now=LATER)
    assert read_publication(project.published).published_at == NOW.isoformat()
    assert len(list((project.published / "versions").iterdir())) == 1
