"""Questions about who is who where nobody can answer them: one sentence, whichever is asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from dmp.errors import UserError
from dmp.identity import evaluate, explain, read_moves, unmerge
from dmp.project import Project

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
Question = Callable[[Project], object]
QUESTIONS: list[Question] = [
    lambda project: evaluate(project, project.warehouse.with_name("truth.csv")),
    lambda project: explain(project, "shop:a", "shop:b"),
    lambda project: unmerge(project, "one", ["shop:a"], author="kim", reason="x", now=NOW),
    read_moves,
]


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Project:
    """A warehouse that no build has written to."""
    made = Project.locate(environ={"DMP_WAREHOUSE": str(tmp_path / "w.duckdb")}, start=root)
    duckdb.connect(str(made.warehouse)).close()
    (tmp_path / "truth.csv").write_text("source,record_id,person\nshop,7,1\n")
    return made


@pytest.mark.parametrize("ask", QUESTIONS)
def test_no_users_yet(project: Project, ask: Question) -> None:
    with pytest.raises(UserError, match=r"There are no users in .*: run `dmp build` first\."):
        ask(project)


@pytest.mark.parametrize("ask", QUESTIONS)
def test_lake_that_cannot_be_read(
    project: Project, ask: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DMP_TABLE_FORMAT", "iceberg")
    with pytest.raises(UserError, match="DMP_TABLE_FORMAT is iceberg"):
        ask(replace(project, profile="spark_local"))
