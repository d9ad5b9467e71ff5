"""Training: samples built by dbt, weights learned from them, written to the ledger of weights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb
import pandas as pd

from dmp.errors import UserError
from dmp.identity.fellegi_sunter import learn
from dmp.main_job import Dbt, first_failures
from dmp.project import DEFAULT_TARGET, Project
from dmp.warehouse import check_warehouse, hold_warehouse, writing

SAMPLES = "int_idr_training_patterns"
DISTANCES = {"native": "jaro_winkler", "portable": "levenshtein"}


@dataclass(frozen=True)
class Trained:
    """The version that builds use from now on, and its weights (see `fellegi_sunter.learn`)."""

    model_version: str
    weights: pd.DataFrame


def train(project: Project, *, distances: str, now: datetime) -> Trained:
    """Learn weights from the contacts of the dataset and keep them in its warehouse.

    Parameters
    ----------
    project
        On DuckDB: weights for Spark are learned here too, on distances that it has.
    distances
        "native" or "portable", the variable idr_distances of the builds that will use the weights.
    now
        Instant (UTC) of the training, which becomes its version.

    Raises
    ------
    UserError
        Another engine, a warehouse that somebody holds, a failed build of the samples, or too
        little to learn from.
    """
    check_is_duckdb(project)
    with hold_warehouse(project.warehouse):
        dbt = Dbt(project, variables={"idr_training": True, "idr_distances": distances})
        run = dbt.build(
            [f"+{SAMPLES}"],
        )
        if not run.is_good:
            check_warehouse(project.warehouse)  # whoever opened it meanwhile is the reason
            log = project.display(project.logs / "dbt.log")
            raise UserError(
                f"The samples cannot be built (the log is {log}): {first_failures(run)}"
            )
        with writing(project.warehouse) as warehouse:
            patterns = warehouse.sql(f"from intermediate.{SAMPLES}").df()
            levels_version = patterns.pop("levels_version").iloc[0]
            try:
                weights = learn(patterns)
            except ValueError as error:
                raise UserError(f"There is too little to learn from: {error}.") from error
            return keep(warehouse, weights, levels_version, distances=distances, now=now)


def check_is_duckdb(project: Project) -> None:
    """Refuse other engines: weights for them are made on DuckDB too, on distances that they have.

    Raises
    ------
    UserError
        The project is built on another engine.
    """
    if project.profile != DEFAULT_TARGET:
        raise UserError(
            f"Weights are learned on DuckDB, not on {project.profile}: make them there with"
            " --distances portable, and copy them into the seed idr_match_weights."
        )


def keep(
    warehouse: duckdb.DuckDBPyConnection,
    weights: pd.DataFrame,
    levels_version: str,
    *,
    distances: str,
    now: datetime,
) -> Trained:
    """Add a version to the ledger of weights, from which builds take the newest."""
    version = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    warehouse.execute(
        "insert into ledgers.match_weights by name"
        " select ? as model_version, ? as levels_version, ? as distances, * from weights",
        [version, levels_version, DISTANCES[distances]],
    )
    return Trained(version, weights)
