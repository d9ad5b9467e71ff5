"""What DuckDB builds, Spark builds: all SQL tables of the demo, after two builds with new deliveries in between."""

import os
from pathlib import Path

import pytest
from rich.console import Console

from dmp.compare import compare_engines
from dmp.project import Project


def test_every_sql_table_is_equal_row_for_row(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DMP_SPARK_MEMORY", "2g")  # other tests run beside it
    compared = compare_engines(
        Project.locate(environ=os.environ, start=root, dataset="demo"),
        target="spark_local",
        folder=tmp_path / "compared",
        steps=2,
        console=Console(width=160),
        at_once=True,
    )
    assert len(compared.tables) > 70
    assert all(each.is_equal for each in compared.tables)
    assert sum(each.left_rows or 0 for each in compared.tables) > 500_000
