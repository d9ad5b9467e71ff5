"""Models of Splink that cannot be read or written end `dmp identity` in one sentence, before dbt starts."""

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from dmp.cli import app

MODEL = Path(__file__).parent / "splink_models/saved_by_5.0.0.json"


@pytest.fixture(autouse=True)
def _in_the_project(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setenv("DMP_WAREHOUSE", str(tmp_path / "w.duckdb"))


def told(*arguments: str) -> str:
    ended = CliRunner().invoke(app, ["identity", *arguments])
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    return ended.stderr


def test_file_that_is_not_there(tmp_path: Path) -> None:
    there = tmp_path / "none.json"
    assert f"{there} cannot be read (No such file or directory)" in told(
        "import-splink", str(there)
    )


@pytest.mark.parametrize("content", [b"comparisons: none", b"\xff\xfe", b""])
def test_file_that_is_not_json(tmp_path: Path, content: bytes) -> None:
    there = tmp_path / "model.json"
    there.write_bytes(content)
    assert f"{there} is not JSON (" in told("import-splink", str(there))


def test_json_that_is_no_model(tmp_path: Path) -> None:
    there = tmp_path / "model.json"
    there.write_text(json.dumps({"comparisons": []}))
    assert f"{there} is no model of Splink" in told("import-splink", str(there))


def test_no_warehouse_yet(tmp_path: Path) -> None:
    assert "run `dmp build` first" in told("import-splink", str(MODEL))
    assert "run `dmp build` first" in told("export-splink", str(tmp_path / "new.json"))
    assert not (tmp_path / "new.json").exists()


def test_warehouse_without_users(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "w.duckdb")).close()
    assert "There are no users" in told("export-splink", str(tmp_path / "new.json"))


def test_another_engine(tmp_path: Path) -> None:
    assert "Weights are learned on DuckDB" in told("import-splink", str(MODEL), "-t", "spark_local")
    new = str(tmp_path / "new.json")
    assert "Weights are learned on DuckDB" in told("export-splink", new, "-t", "spark_local")


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "model.json"
    there.write_text("mine")
    assert f"{there} is there already" in told("export-splink", str(there))
    assert there.read_text() == "mine"
