"""The linters, formatters and type checker, each as one test that shows what it found."""

import os
import subprocess
from pathlib import Path

import pytest
from dbt_process import run_dbt

BIN = Path(".venv/bin")
TOOLS = Path(".venv-tools/bin")

CHECKS = {
    "python is formatted": [BIN / "ruff", "format", "--check", "."],
    "python is clean": [BIN / "ruff", "check", "."],
    "types are strict": [BIN / "mypy"],
    "imports obey the laws": [BIN / "lint-imports"],
    "sql is formatted": [TOOLS / "sqlfmt", "--check", "-q", "models", "macros", "tests/data"],
}


def run(command: list[str | Path], root: Path) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("command", CHECKS.values(), ids=CHECKS.keys())
def test_static_check_finds_nothing(command: list[str | Path], root: Path) -> None:
    run(command, root)


def test_compiled_sql_means_what_it_says(root: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "DBT_TARGET_PATH": str(tmp_path), "DBT_LOG_PATH": str(tmp_path)}
    environment |= {"DMP_WAREHOUSE": str(tmp_path / "none.duckdb"), "DMP_DATASET": "demo"}
    done = run_dbt(["compile", "--quiet"], folder=root, environment=environment)
    assert done.returncode == 0, done.stdout
    compiled = [
        path
        for path in sorted((tmp_path / "compiled/dmp/models").rglob("*.sql"))
        if path.parent.suffix != ".yml"
    ]
    assert len(compiled) > 80
    command = [BIN / "sqlfluff", "lint", "--config", ".sqlfluff", "--processes", "2"]
    run([*command, "--disable-progress-bar", *compiled], root)
