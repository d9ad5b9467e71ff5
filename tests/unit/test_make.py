"""Which dataset, engine and environment `make` works with."""

import os
import subprocess
from pathlib import Path

import pytest

SHOW = "shown: ; @echo $$DMP_DATASET $$DMP_TARGET $(ENV)"


def told_by_make(root: Path, *arguments: str, **environ: str) -> str:
    words = ["make", "--no-print-directory", *arguments]
    environment = {"PATH": os.environ["PATH"], **environ}
    done = subprocess.run(
        words, cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("environ", "arguments", "chosen"),
    [
        ({}, [], "demo duckdb .venv"),
        ({"DMP_DATASET": "", "DMP_TARGET": ""}, [], "demo duckdb .venv"),
        ({"DMP_DATASET": "acme", "DMP_TARGET": "spark_local"}, [], "acme spark_local .venv-spark"),
        (
            {"DMP_DATASET": "acme", "DMP_TARGET": "spark_local"},
            ["DATASET=demo", "TARGET=duckdb"],
            "demo duckdb .venv",
        ),
    ],
)
def test_the_environment_chooses_unless_the_command_does(
    root: Path, environ: dict[str, str], arguments: list[str], chosen: str
) -> None:
    assert told_by_make(root, "--eval", SHOW, "shown", *arguments, **environ) == chosen


def test_docs_come_from_the_environment_of_the_engine(root: Path) -> None:
    told = told_by_make(root, "--dry-run", "docs", TARGET="spark_local")
    assert ".venv-spark/bin/dbt docs generate" in told
