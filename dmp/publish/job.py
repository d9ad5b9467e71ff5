"""Publishing, step by step."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

import duckdb

from dmp.dashboard import DASHBOARD_FOLDER, write_dashboard
from dmp.errors import UserError
from dmp.project import Project
from dmp.publish.copy import MARTS_FILE, PARQUET_FOLDER, copy_marts
from dmp.publish.manifest import MANIFEST_FILE, Publication, write_manifest
from dmp.publish.versions import new_version
from dmp.warehouse import (
    BuildRecord,
    hold_warehouse,
    read_record,
    reading,
    require_warehouse,
)

_ENTRIES = (MARTS_FILE, PARQUET_FOLDER, DASHBOARD_FOLDER, MANIFEST_FILE)
_WHY_NOT = {
    "running": "The last build of {dataset} was killed",
    "failed": "The last build of {dataset} failed",
    "partial": "Only a selection of {dataset} has been built so far",
}


def publish_last_build(project: Project, *, now: datetime) -> Publication:
    """Publish the marts of a warehouse whose last build was good.

    Raises
    ------
    UserError
        The warehouse is missing or in use, or its last build was not completely good.
    """
    require_warehouse(project.warehouse)
    with hold_warehouse(project.warehouse):
        record = read_record(project.warehouse)
        if record is not None and (reason := _WHY_NOT.get(record.state)):
            raise UserError(
                f"{reason.format(dataset=project.dataset)}, so it is not published:"
                " run `dmp build`, which publishes by itself when everything is good."
            )
        return publish(project, record, now=now)


def publish(project: Project, record: BuildRecord | None, *, now: datetime) -> Publication:
    """Copy the marts into a new version of the publication and switch readers over at once.

    The caller holds the warehouse, so all tables are of one state; `record` tells which run made
    them.

    Raises
    ------
    UserError
        There is nothing to publish, or the publication cannot be written.
    """
    name = f"{now:%Y%m%dT%H%M%S%f}Z"
    try:
        with (
            reading(project.warehouse) as warehouse,
            new_version(project.published, name, _ENTRIES) as folder,
        ):
            publication = Publication(
                dataset=project.dataset,
                published_at=now.isoformat(),
                run_id=record.run_id if record else None,
                dbt_invocation_id=record.timing.invocation_id if record else None,
                dmp_version=_installed_version(),
                duckdb_version=duckdb.__version__,
                tables=copy_marts(warehouse, folder),
            )
            write_manifest(folder, publication)
            write_dashboard(
                folder / MARTS_FILE,
                folder / DASHBOARD_FOLDER,
                dataset=publication.dataset,
                published_at=publication.published_at,
            )
    except (OSError, duckdb.IOException) as error:
        raise UserError(
            f"The publication in {project.published} could not be written ({' '.join(str(error).split())}): make room"
            " there or make it writable, or point DMP_PUBLISHED elsewhere;"
            " what was published before is untouched."
        ) from error
    return publication


def _installed_version() -> str:
    try:
        return version("dmp")
    except PackageNotFoundError:
        return "not installed"
