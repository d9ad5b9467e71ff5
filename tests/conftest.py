"""Fixtures shared by all tests: where the project is, and its parsed manifest."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The dataset and engine of whoever runs the tests, which `make` hands on, are not those of the tests.
for setting in [name for name in os.environ if name.startswith("DMP_")]:
    del os.environ[setting]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture
def interrupts_arrive() -> Iterator[None]:
    """SIGINT is heeded here and by children: what a script puts into the background begins with it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """dbt's manifest of the demo dataset, parsed afresh into a folder of its own."""
    target = tmp_path_factory.mktemp("parse")
    environment = {**os.environ, "DMP_DATASET": "demo", "DBT_TARGET_PATH": str(target)}
    environment["DBT_LOG_PATH"] = str(target)
    command = [str(Path(sys.executable).with_name("dbt")), "parse", "--quiet"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((target / "manifest.json").read_text())
