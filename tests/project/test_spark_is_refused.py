"""Plain dbt on a Spark that cannot be used says so in one sentence, before any table is touched."""

import os
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.build


@pytest.mark.parametrize(
    ("target", "setting", "sentence"),
    [
        (
            "spark_local",
            {"DMP_TABLE_FORMAT": "orc"},
            "DMP_TABLE_FORMAT is 'orc': the tables can be parquet, iceberg or delta.",
        ),
        (
            "spark_connect",
            {"DMP_SPARK_REMOTE": "sc://127.0.0.1:1"},
            "Nobody answers at sc://127.0.0.1:1 ",
        ),
    ],
)
def test_plain_dbt_says_what_its_engine_lacks(
    root: Path, tmp_path: Path, target: str, setting: dict[str, str], sentence: str
) -> None:
    environment = os.environ | {
        "DBT_LOG_PATH": str(tmp_path),
        "DBT_TARGET_PATH": str(tmp_path),
        "DMP_DATASET": "demo",
        "DMP_LAKE": str(tmp_path / "none.lake"),
        "PYTHONPATH": os.pathsep.join([str(root / "tests/laws/no_spark"), str(root)]),
    }
    done = subprocess.run(
        [".venv/bin/dbt", "seed", "--select", "idr_sources", "--target", target],
        cwd=root,
        env=environment | setting,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert sentence in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "none.lake").exists()
