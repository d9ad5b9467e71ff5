"""The definitions of the demo, loaded once, with every place they write to in a temporary folder."""

import json
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import dagster as dg
import pytest
from tiny_project import TinyProject, make_tiny_project


def without_variables(patch: pytest.MonkeyPatch) -> None:
    """Take away every setting of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith(("DMP_", "DBT_", "DAGSTER_")):
            patch.delenv(name)


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that everything of the demo is written to."""
    return tmp_path_factory.mktemp("dagster")


@pytest.fixture(scope="session")
def loaded(places: Path) -> Iterator[ModuleType]:
    """The module that Dagster loads, imported with the variables of this session."""
    with pytest.MonkeyPatch.context() as patch:
        without_variables(patch)
        patch.setenv("DMP_WAREHOUSE", str(places / "warehouse" / "demo.duckdb"))
        patch.setenv("DMP_PUBLISHED", str(places / "published"))
        patch.setenv("DBT_TARGET_PATH", str(places / "target"))
        yield import_module("orchestration.definitions")


@pytest.fixture(scope="session")
def definitions(loaded: ModuleType) -> dg.Definitions:
    return loaded.defs


@pytest.fixture(scope="session")
def manifest(loaded: ModuleType, places: Path) -> dict[str, Any]:  # noqa: ARG001 - parses it
    """dbt's own words, before the orchestration adds anything."""
    return json.loads((places / "target/dagster/demo/manifest.json").read_text())


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyProject:
    without_variables(monkeypatch)
    return make_tiny_project(tmp_path / "tiny")
