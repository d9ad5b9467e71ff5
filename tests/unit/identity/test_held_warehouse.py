"""Training and previewing where the warehouse or the temporary folder cannot be used: one sentence."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from dmp.errors import UserError
from dmp.identity import preview, train
from dmp.project import Project
from dmp.warehouse import hold_warehouse

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Project:
    made = Project.locate(environ={"DMP_WAREHOUSE": str(tmp_path / "w.duckdb")}, start=root)
    duckdb.connect(str(made.warehouse)).close()
    return made


def test_warehouse_that_somebody_holds(project: Project) -> None:
    held = f"is in use by process {os.getpid()}:"
    with hold_warehouse(project.warehouse):
        with pytest.raises(UserError, match=held):
            train(project, distances="native", now=NOW)
        with pytest.raises(UserError, match=held):
            preview(project, variables={})


def test_no_place_for_a_copy(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(UserError, match=r"into a temporary folder \(No such file or directory\)"):
        preview(project, variables={})
