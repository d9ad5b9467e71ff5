"""Rolling windows: the two recommenders against the strongest way of counting, on any dataset that is built.

    .venv/bin/python -m benchmarks.recommenders --dataset complete_journey [--windows 3]

What it measures, and how to read it, is in README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from rich.console import Console

from benchmarks.scale import RESULTS, ROOT, THREADS
from dmp.ml import bootstrap
from dmp.ml.quality import BASELINES
from dmp.project import Project

OURS = "blend"
WINDOW_DAYS = 28
SAMPLES, LEVEL, SEED = 2_000, 0.95, 20
# What depends on the clock, as far as the judgement needs it.
SELECTION = "int_clock+,+model_quality"


def main() -> None:
    """Roll the clock of a copy of the warehouse back, window by window, and judge."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--dataset", default="demo")
    parser.add_argument("--windows", type=int, default=3)
    wanted = parser.parse_args()
    project = Project.locate(environ=os.environ, start=Path.cwd(), dataset=wanted.dataset)
    with tempfile.TemporaryDirectory(prefix="dmp-recommenders-") as folder:
        copy = Path(folder) / "copy.duckdb"
        shutil.copy(project.warehouse, copy)
        latest = query(copy, "select as_of from intermediate.int_clock")["as_of"].iloc[0]
        scores = [
            _scores_at(copy, wanted.dataset, latest - timedelta(days=WINDOW_DAYS * back))
            for back in reversed(range(wanted.windows))
        ]
    results = [_judged(task, scores) for task in ("discover", "buy_again")]
    Console(width=120).print(results)
    path = RESULTS / f"recommenders_{wanted.dataset}.json"
    path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


def build_at(warehouse: Path, dataset: str, as_of: datetime, selection: str) -> None:
    """Build these models of a warehouse anew, the clock of the build being `as_of`."""
    command = ["-m", "dmp.cli", "build", "--select", selection, "--var", f"as_of={as_of}"]
    places = {"DMP_WAREHOUSE": str(warehouse), "DBT_TARGET_PATH": str(warehouse.parent / "target")}
    done = subprocess.run(
        [sys.executable, *command, "--dataset", dataset],
        cwd=ROOT, env=os.environ | THREADS | places, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)


def _scores_at(warehouse: Path, dataset: str, as_of: datetime) -> pd.DataFrame:
    """NDCG@10 per task, model and user, the clock of the build being `as_of`."""
    build_at(warehouse, dataset, as_of, SELECTION)
    scores = (
        "select task, model, user_id, ndcg from intermediate.int_recommendation_scores where k = 10"
    )
    return query(warehouse, scores)


def _judged(task: str, windows: list[pd.DataFrame]) -> dict[str, object]:
    """Compare the mean over windows with that of the strongest way of counting, users paired within each."""
    tables = [
        window[window["task"] == task]
        .pivot_table(index="user_id", columns="model", values="ndcg")
        .sort_index()
        for window in windows
    ]
    means = pd.DataFrame([table.mean() for table in tables])
    rival = max((name for name in BASELINES if name in means), key=lambda name: means[name].mean())
    draws = np.mean(
        [
            bootstrap.resampled_means((table[[OURS]] - table[[rival]].to_numpy()).to_numpy(), SAMPLES, SEED)
            for table in tables
        ],
        axis=0,
    )  # fmt: skip
    low, high = bootstrap.interval(draws[:, 0], LEVEL)
    return {
        "task": task,
        "windows": means.round(4).to_dict("records"),
        "users": [len(table) for table in tables],
        "mean": round(float(means[OURS].mean()), 4),
        "strongest": rival,
        "mean_of_strongest": round(float(means[rival].mean()), 4),
        "difference": [round(value, 4) for value in (float(draws.mean()), low, high)],
    }


def query(warehouse: Path, text: str) -> pd.DataFrame:
    """Ask a warehouse that nobody writes."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(text).df()


if __name__ == "__main__":
    main()
