"""A dbt project of small models over tables that the test fills: for macros that work on graphs."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from dbt_process import run_dbt

DATABASE = "graphs.duckdb"
LADDER = (
    "dialect/type_double.sql",
    "identity/connected_components.sql",
    "identity/ladder_changes.sql",
    "identity/ladder_memory.sql",
    "identity/settle_changes.sql",
    "identity/threshold_ladder.sql",
    "identity/unacceptable_clusters.sql",
)
PROJECT = """
name: graphs
profile: graphs
version: "1.0"
config-version: 2
model-paths: [models]
macro-paths: [macros]
vars: {idr_max_rounds: 100}
flags: {send_anonymous_usage_stats: false}
"""
PROFILE = """
graphs:
  target: t
  outputs:
    t: {type: duckdb, path: graphs.duckdb, threads: 1}
"""


def make(place: Path, root: Path, macros: Iterable[str], models: Mapping[str, str]) -> Path:
    """Write the project into the folder `place`, with these macros of the house and these models."""
    (place / "macros").mkdir()
    (place / "models").mkdir()
    for name in macros:
        source = root / "macros" / name
        (place / "macros" / source.name).write_text(source.read_text())
    for name, text in models.items():
        (place / f"models/{name}.sql").write_text(text)
    (place / "dbt_project.yml").write_text(PROJECT)
    (place / "profiles.yml").write_text(PROFILE)
    return place


def run(place: Path, *options: str) -> None:
    """Build all models of the project."""
    done = run_dbt(["run", "--quiet", *options], folder=place, environment=os.environ)
    assert done.returncode == 0, done.stdout
