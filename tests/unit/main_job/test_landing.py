"""Files of a packaged dataset are landed once, and again after a landing that was cut short."""

from pathlib import Path

import pytest

from dmp.datasets import LANDERS
from dmp.main_job import land_files
from dmp.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "dbt_project.yml").write_text("name: dmp\nvars: {datasets: {demo: {}}}\n")
    return Project.locate(environ={}, start=tmp_path)


@pytest.fixture
def landed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were landed into, by a lander put in place for the demo."""
    folders: list[Path] = []

    def land(folder: Path) -> dict[str, int]:
        folder.mkdir(parents=True, exist_ok=True)
        folders.append(folder)
        return {"baskets": 3}

    monkeypatch.setitem(LANDERS, "demo", land)
    return folders


def test_dataset_with_files_of_its_own_is_left_alone(project: Project) -> None:
    assert land_files(project) == {}
    assert not project.landing.exists()


def test_packaged_dataset_is_landed_once(project: Project, landed: list[Path]) -> None:
    assert land_files(project) == {"baskets": 3}
    assert land_files(project) == {}
    assert landed == [project.landing / "demo"]


def test_landing_is_done_again_when_asked(project: Project, landed: list[Path]) -> None:
    land_files(project)
    assert land_files(project, again=True) == {"baskets": 3}
    assert len(landed) == 2


def test_landing_that_was_cut_short_is_done_again(project: Project, landed: list[Path]) -> None:
    (project.landing / "demo").mkdir(parents=True)
    assert land_files(project) == {"baskets": 3}
    assert len(landed) == 1
