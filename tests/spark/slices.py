"""A tagged part of the models, built by dbt in a process of its own from a small company's files."""

import os
import subprocess
import sys
from pathlib import Path

BUILT = "OK created sql table"
# models alone: the data are judged where everything is built
SLICE = ["build", "--select", "+tag:slice", "--resource-type", "model", "--resource-type", "seed"]


def start_dbt(
    root: Path, raw: Path | str, place: Path, target: str, arguments: list[str], **variables: str
) -> subprocess.Popen[str]:
    """Start dbt on the files `raw` (a folder or an address) with the lake and everything else it writes in `place`."""
    environment = {
        **os.environ,
        **variables,
        "DMP_LAKE": str(place / "demo.lake"),
        "DMP_RAW": str(raw),
        "DMP_SPARK_MEMORY": "1g",  # it plans; the work is done elsewhere, and other tests run beside it
        "DMP_TARGET": target,
        "DBT_LOG_PATH": str(place / "logs"),
        "DBT_TARGET_PATH": str(place / "target"),
    }
    return subprocess.Popen(
        [str(Path(sys.executable).with_name("dbt")), *arguments],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
