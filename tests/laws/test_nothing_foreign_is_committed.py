"""Lock files carry names and versions only, and no tracked file names a place of one machine."""

import re
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "lock",
    [
        "requirements.lock",
        "requirements-spark.lock",
        "requirements-iceberg.lock",
        "requirements-tools.lock",
    ],
)
def test_lock_carries_names_and_versions_only(root: Path, lock: str) -> None:
    pinned = re.compile(r"^[a-zA-Z0-9._-]+==[a-zA-Z0-9.+!]+( ; .*)?$")
    lines = [line for line in (root / lock).read_text().splitlines() if line]
    assert lines
    assert [line for line in lines if not pinned.match(line)] == []
