"""Houses for the tests of whole builds."""

from collections.abc import Callable
from pathlib import Path

import pytest
from house import House


@pytest.fixture(scope="module")
def new_house(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], House]:
    """Make a house with raw files of its own in a folder with a space in its name."""

    def make(name: str) -> House:
        place = tmp_path_factory.mktemp(f"{name} house")
        targets = tmp_path_factory.getbasetemp() / "the targets"
        return House(root, place / "raw", place / "warehouse.duckdb", targets)

    return make
