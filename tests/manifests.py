"""What dbt knows of the demo dataset, parsed afresh."""

import json
import os
from pathlib import Path
from typing import Any

from dbt_process import run_dbt

ROOT = Path(__file__).resolve().parent.parent
# what only commands build: it obeys the same laws
COMMANDS = {"doctor": True}


def parse(folder: Path, *options: str) -> dict[str, Any]:
    """Give dbt's manifest, made in `folder` with these options."""
    environment = {**os.environ, "DMP_DATASET": "demo", "DBT_TARGET_PATH": str(folder)}
    environment["DBT_LOG_PATH"] = str(folder)
    done = run_dbt(
        ["parse", "--quiet", "--write-json", *options], folder=ROOT, environment=environment
    )
    assert done.returncode == 0, done.stdout
    return json.loads((folder / "manifest.json").read_text())
