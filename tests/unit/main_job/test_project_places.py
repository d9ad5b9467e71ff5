"""Where things lie follows from the folder, the dataset and a few variables."""

from pathlib import Path

import pytest

from dmp.errors import UserError
from dmp.project import Project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    text = "name: dmp\nvars:\n  datasets: {demo: {}, complete_journey: {}}\n"
    (tmp_path / "dbt_project.yml").write_text(text)
    return tmp_path


def test_places_of_the_demo_are_the_default(root: Path) -> None:
    project = Project.locate(environ={}, start=root)
    assert project.dataset == "demo"
    assert project.warehouse == root / "warehouse/demo.duckdb"
    assert project.published == root / "published/demo"
    assert project.raw == root / "seeds/raw"
    assert (project.target, project.logs) == (root / "target", root / "logs")


def test_project_is_found_from_a_folder_inside(root: Path) -> None:
    inside = root / "models" / "marts"
    inside.mkdir(parents=True)
    assert Project.locate(environ={}, start=inside).root == root


def test_variables_are_respected(root: Path) -> None:
    environ = {
        "DMP_DATASET": "complete_journey",
        "DMP_WAREHOUSE": "/somewhere/x.duckdb",
        "DMP_PUBLISHED": "out",
        "DMP_RAW": "/raw",
    }
    project = Project.locate(environ=environ, start=root)
    assert project.dataset == "complete_journey"
    assert project.warehouse == Path("/somewhere/x.duckdb")
    assert project.published == root / "out"
    assert project.raw == Path("/raw")


def test_dataset_of_the_command_goes_before_the_variable(root: Path) -> None:
    project = Project.locate(
        environ={"DMP_DATASET": "demo"}, start=root, dataset="complete_journey"
    )
    assert project.warehouse == root / "warehouse/complete_journey.duckdb"


def test_unknown_dataset_is_said_with_the_known_ones(root: Path) -> None:
    with pytest.raises(
        UserError, match="Unknown dataset 'nope': choose one of complete_journey, de"
    ):
        Project.locate(environ={"DMP_DATASET": "nope"}, start=root)


@pytest.mark.parametrize("text", [None, "name: another\n"])
def test_folder_without_the_project_is_said(tmp_path: Path, text: str | None) -> None:
    if text:
        (tmp_path / "dbt_project.yml").write_text(text)
    with pytest.raises(UserError, match="There is no dmp project in"):
        Project.locate(environ={}, start=tmp_path)


def test_project_file_that_is_no_yaml_is_said(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("a: [")
    with pytest.raises(UserError, match="cannot be read as YAML"):
        Project.locate(environ={}, start=tmp_path)


def test_paths_are_shown_as_one_types_them(root: Path) -> None:
    project = Project.locate(environ={}, start=root)
    assert project.display(project.warehouse) == "warehouse/demo.duckdb"
    assert project.display(Path("/elsewhere/x")) == "/elsewhere/x"
