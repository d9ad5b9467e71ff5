"""A comparison that cannot be made is refused before the last one is removed."""

import os
from pathlib import Path

import pytest
from rich.console import Console

from dmp.compare import compare_engines, job
from dmp.errors import UserError
from dmp.project import Project
from dmp.warehouse import hold_file


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("duckdb", "duckdb is none: choose spark_local or spark_cluster"),
        ("spark_connect", "spark_connect is none: choose"),
        ("sparkly", "Unknown target 'sparkly'"),
    ],
)
def test_an_engine_that_cannot_be_compared(
    root: Path, tmp_path: Path, target: str, sentence: str
) -> None:
    kept = tmp_path / "last comparison"
    kept.mkdir()
    project = Project.locate(environ=os.environ, start=root, dataset="demo")
    with pytest.raises(UserError, match=sentence):
        compare_engines(project, target=target, folder=kept, steps=1, console=Console())
    assert kept.is_dir()


def test_folder_of_a_running_comparison_is_left_alone(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "check_engine", lambda *_: None)
    kept = tmp_path / "demo"
    kept.mkdir()
    project = Project.locate(environ=os.environ, start=root, dataset="demo")
    with (
        hold_file(tmp_path / "demo.lock", UserError),
        pytest.raises(UserError, match=r"demo is in use by process \d+, another comparison"),
    ):
        compare_engines(project, target="spark_local", folder=kept, steps=1, console=Console())
    assert kept.is_dir()
