"""Rules are appended whole or not at all, and none are lost when two people decide at once."""

import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from dmp.errors import UserError
from dmp.identity.rules_file import Rule, append_rules, rules_file
from dmp.project import Project

TITLE = "unmerge 2026-07-01T12:00:00Z"


def rule(key: str) -> Rule:
    return Rule("cannot_link", "shop:a", f"crm:{key}", "kim", "called", "2026-07-01T12:00:00Z")


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Project:
    shutil.copytree(root / "seeds/reference", tmp_path / "seeds/reference")
    shutil.copy(root / "dbt_project.yml", tmp_path)
    return Project.locate(environ={}, start=tmp_path)


def append(project: Project, key: str) -> tuple[str, ...]:
    return append_rules(project, TITLE, [rule(key), rule(f"{key} too")])


def test_names_that_are_taken_are_passed_over(project: Project) -> None:
    assert append(project, "x") == (f"{TITLE} 1", f"{TITLE} 2")
    assert append(project, "y") == (f"{TITLE} 3", f"{TITLE} 4")


def test_no_rule_is_lost_when_several_append_at_once(project: Project) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        names = list(pool.map(append, [project] * 12, map(str, range(12))))
    assert len({name for pair in names for name in pair}) == 24
    assert len(rules_file(project).read_text().splitlines()) == 25


def test_link_and_mode_are_kept(project: Project, tmp_path: Path) -> None:
    real = tmp_path / "shared" / "rules.csv"
    real.parent.mkdir()
    rules_file(project).rename(real)
    rules_file(project).symlink_to(real)
    real.chmod(0o640)
    append(project, "x")
    assert rules_file(project).is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert len(real.read_text().splitlines()) == 3


def test_file_that_is_missing_is_said(project: Project) -> None:
    rules_file(project).unlink()
    with pytest.raises(UserError, match=r"idr_manual_rules.csv cannot be changed \(No such file"):
        append(project, "x")


def test_file_that_is_no_seed_is_said(project: Project) -> None:
    rules_file(project).write_bytes(b"")
    with pytest.raises(UserError, match=r"idr_manual_rules\.csv is empty"):
        append(project, "x")
