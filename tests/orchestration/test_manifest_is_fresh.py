"""The manifest is parsed when it is missing or older than the project, and only then."""

import pytest
from dagster_dbt import DbtProject
from tiny_project import TinyProject

from dmp.project import Project
from orchestration.project import dbt_project, load_manifest

pytestmark = pytest.mark.build


def parsed_at(dbt: DbtProject) -> int:
    return dbt.manifest_path.stat().st_mtime_ns


def test_manifest_is_parsed_when_missing_stale_or_for_other_variables(
    tiny: TinyProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    dbt = dbt_project(tiny.project)
    assert not dbt.manifest_path.exists()
    assert "model.dmp.users" in load_manifest(tiny.project, dbt)["nodes"]
    first = parsed_at(dbt)
    load_manifest(tiny.project, dbt)
    assert parsed_at(dbt) == first

    tiny.write("models/marts/more.sql", "select * from {{ ref('users') }}")
    assert "model.dmp.more" in load_manifest(tiny.project, dbt)["nodes"]
    second = parsed_at(dbt)
    assert second > first

    monkeypatch.setenv("DMP_RAW", "elsewhere")
    load_manifest(tiny.project, dbt)
    assert parsed_at(dbt) > second


def test_each_dataset_has_a_manifest_of_its_own(tiny: TinyProject) -> None:
    other = Project.locate(environ={}, start=tiny.folder, dataset="other")
    assert dbt_project(other).manifest_path != dbt_project(tiny.project).manifest_path
