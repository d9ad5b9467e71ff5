"""Variables of one run: read as YAML, refused with the nearest name."""

import os
from pathlib import Path

import pytest

from dmp.errors import UserError
from dmp.main_job import read_variables
from dmp.project import Project


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return Project.locate(environ=os.environ, start=root, dataset="demo", profile="duckdb")


def test_values_are_yaml(project: Project) -> None:
    told = ["idr_rungs=[0.8, 0.9]", "idr_allow_merges=true", "as_of=2026-01-01 10:00"]
    assert read_variables(project, told) == {
        "idr_rungs": [0.8, 0.9],
        "idr_allow_merges": True,
        "as_of": "2026-01-01 10:00",
    }


@pytest.mark.parametrize("value", ["2026-07-01", "2026-13-45", "2026-07-01T12:00:00Z"])
def test_dates_stay_text(project: Project, value: str) -> None:
    assert read_variables(project, [f"as_of={value}"]) == {"as_of": value}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("idr_runs=[0.8]", "there is no variable idr_runs; did you mean idr_rungs?"),
        ("colour=red", "there is no variable colour; they are listed in dbt_project.yml."),
        ("idr_rungs", "has no value: write --var name=value."),
        ("idr_rungs=[0.8", "the value cannot be read as YAML."),
        ("idr_max_rounds=0b_", "the value cannot be read as YAML."),
    ],
)
def test_what_is_wrong_is_said(project: Project, text: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        read_variables(project, [text])
    assert str(refused.value).startswith(f"--var {text}")
    assert str(refused.value).endswith(said)
