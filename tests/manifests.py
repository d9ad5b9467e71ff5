"""What dbt knows of the demo dataset, parsed afresh."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# what only commands build: it obeys the same laws
COMMANDS = {"doctor": True}


def parse(folder: Path, *options: str) -> dict[str, Any]:
    """Give dbt's manifest, made in `folder` with these options."""
    environment = {**os.environ, "DMP_DATASET": "demo", "DBT_TARGET_PATH": str(folder)}
    environment["DBT_LOG_PATH"] = str(folder)
    command = [str(Path(sys.executable).with_name("dbt")), "parse", "--quiet", *options]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / "manifest.json").read_text())
