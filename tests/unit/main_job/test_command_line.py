"""The command line starts fast and ends user errors in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dmp.cli import app


def test_help_imports_no_heavy_package() -> None:
    heavy = "{'dbt', 'duckdb', 'pandas', 'numpy', 'sklearn', 'dagster', 'implicit'}"
    code = f"import dmp.cli, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_lists_the_commands() -> None:
    shown = CliRunner().invoke(app, ["--help"])
    assert shown.exit_code == 0
    assert all(word in shown.stdout for word in ("build", "publish", "summary", "simulate"))


@pytest.mark.parametrize("command", ["build", "publish", "summary"])
def test_command_outside_a_project_ends_in_one_sentence(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(app, [command])
    assert ended.exit_code == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"Error: There is no dmp project in {tmp_path}")
    assert ended.stderr.count("\n") == 1


def test_impossible_simulation_ends_in_one_sentence(tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, ["simulate", str(tmp_path / "out"), "--end", "2026-13-01"])
    assert (ended.exit_code, ended.stderr.count("\n")) == (1, 1)
    assert ended.stderr.startswith("Error: Nothing was simulated:")
