"""The laws hold for what commands switch on too."""

import json
from typing import Any

import pytest
from manifests import COMMANDS, parse


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """dbt's manifest of the demo dataset with the models of all commands."""
    return parse(tmp_path_factory.mktemp("parse"), "--vars", json.dumps(COMMANDS))
