"""Models of Splink as files: weights of the warehouse written for Splink, weights of Splink taken over.

Splink itself is not needed for either: its models are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from dmp.errors import UserError
from dmp.identity.reading import needing_users
from dmp.identity.splink_model import MatchModel, check_model, from_splink, to_splink
from dmp.identity.training import DISTANCES, Trained, check_is_duckdb, keep
from dmp.main_job import Dbt
from dmp.project import Project
from dmp.warehouse import hold_warehouse, reading, require_warehouse, writing


def export_splink(project: Project, file: Path) -> str:
    """Write the weights of the last build as a model of Splink; return their version.

    Raises
    ------
    UserError
        Another engine, no build yet, one of other comparisons than the project has now, or a file
        that is there already or cannot be written.
    """
    check_is_duckdb(project)
    _check_is_new(file)
    require_warehouse(project.warehouse)
    with hold_warehouse(project.warehouse):
        with reading(project.warehouse) as warehouse, needing_users(project):
            weights = warehouse.sql("from intermediate.int_idr_match_weights").df()
            n_records = _n_records(warehouse)
        if weights.empty:
            raise UserError(
                "The last build had no weights for its comparisons: run `dmp identity train` and"
                " build again."
            )
        scales = {scale: distances for distances, scale in DISTANCES.items()}
        ours = _match_model(project, scales[weights["distances"].iloc[0]])
        if ours.levels_version != weights["levels_version"].iloc[0]:
            raise UserError(
                "The last build compared otherwise than the project does now: run `dmp build` first."
            )
    model = to_splink(ours, weights, n_records)
    try:
        file.write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{file} cannot be written ({error.strerror}).") from error
    return str(weights["model_version"].iloc[0])


def import_splink(
    project: Project, file: Path, *, n_records: int | None, distances: str, now: datetime
) -> Trained:
    """Keep the weights of a model that Splink has saved, as `train` keeps those that it learns.

    Parameters
    ----------
    project
        On DuckDB, built before.
    file
        The JSON that Splink wrote.
    n_records
        Records the model was trained on; None: as many contacts as the last build had.
    distances
        "native" or "portable", the variable idr_distances of the builds that will use the weights.
    now
        Instant (UTC) of the import, which becomes the version of the weights.

    Raises
    ------
    UserError
        Another engine, no build yet, a warehouse that somebody holds, a file that is no model of
        Splink, or one whose levels are not ours; nothing is written then.
    """
    check_is_duckdb(project)
    theirs = _read(file)
    require_warehouse(project.warehouse)
    with hold_warehouse(project.warehouse):
        ours = _match_model(project, distances)
        with writing(project.warehouse) as warehouse, needing_users(project):
            told = n_records or _n_records(warehouse)
            weights = from_splink(theirs, ours, told, str(file))
            return keep(warehouse, weights, ours.levels_version, distances=distances, now=now)


def _match_model(project: Project, distances: str) -> MatchModel:
    dbt = Dbt(project, variables={"idr_distances": distances})
    return MatchModel(**dbt.evaluate("match_model()"))


def _n_records(warehouse: duckdb.DuckDBPyConnection) -> int:
    query = "select count(*) from intermediate.int_idr_match_records"
    ((n_records,),) = warehouse.execute(query).fetchall()
    return int(n_records)


def _check_is_new(file: Path) -> None:
    if file.exists():
        raise UserError(f"{file} is there already: name another file, or delete it.")


def _read(file: Path) -> Mapping[str, Any]:
    try:
        read = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UserError(
            f"{file} cannot be read ({error.strerror}): name a model that Splink has saved as JSON."
        ) from error
    except ValueError as error:
        raise UserError(
            f"{file} is not JSON ({error}): name a model that Splink has saved with"
            " linker.misc.save_model_to_json."
        ) from error
    return check_model(read, str(file))
