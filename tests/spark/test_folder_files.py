"""The files of a source folder as dbt's macros ask Spark for them."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dbt_common.exceptions import DbtRuntimeError

from dbt_dmp.spark import CONNECTORS, folder_files

pytestmark = pytest.mark.usefixtures("spark")


@pytest.fixture
def adapter() -> Any:
    credentials = SimpleNamespace(server_side_parameters={})
    return SimpleNamespace(config=SimpleNamespace(credentials=credentials))


def test_hidden_files_and_missing_folders_are_no_files(adapter: Any, tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "_a.csv", "old/c.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("order_id\n")
    files = [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    assert folder_files(adapter, str(tmp_path)) == files
    assert folder_files(adapter, str(tmp_path / "missing")) == []
    assert folder_files(adapter, os.path.relpath(tmp_path)) == files


def test_a_file_of_any_name_is_found_even_empty(adapter: Any, tmp_path: Path) -> None:
    folder = tmp_path / "50% off"
    folder.mkdir()
    (folder / "für%20alle 1.csv").touch()
    assert folder_files(adapter, str(folder)) == [str(folder / "für%20alle 1.csv")]


@pytest.mark.parametrize("scheme", CONNECTORS)
def test_a_missing_connector_is_named(adapter: Any, scheme: str) -> None:
    with pytest.raises(
        DbtRuntimeError, match=f"no jar .* knows {scheme}.*Name {CONNECTORS[scheme]},"
    ):
        folder_files(adapter, f"{scheme}://bucket/orders")
