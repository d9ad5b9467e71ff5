"""A comparison that cannot be made is refused before the last one is removed."""

import os
from pathlib import Path

import pytest
from rich.console import Console

from dmp.compare import compare_engines
from dmp.errors import UserError
from dmp.project import Project


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
