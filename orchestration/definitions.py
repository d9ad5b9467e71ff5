"""What Dagster loads: the graph of the active dataset, its job and its schedule.

To run one branch, select it: in the lineage view (`+key:"marts/users"`, `group:"features"+`), or
from a shell with `dg launch --assets '+key:"marts/users"'`. A branch that went well is published
only where the last complete build was good.
"""

from __future__ import annotations

import dagster as dg

from dmp.project import Project
from orchestration.assets import publication_asset, warehouse_assets
from orchestration.project import dbt_project, dbt_resource, load_manifest, locate
from orchestration.schedules import DAILY, EVERYTHING
from orchestration.sources import source_specs


def definitions_of(project: Project) -> dg.Definitions:
    """Make the definitions of one project and dataset.

    The default executor starts a process per step, each of which imports Dagster and reads the
    manifest again: 2.5 times the CPU seconds of the in-process executor for the same job.
    """
    dbt = dbt_project(project)
    manifest = load_manifest(project, dbt)
    warehouse = warehouse_assets(project, dbt, manifest)
    return dg.Definitions(
        assets=[*source_specs(manifest), warehouse, publication_asset(project, warehouse)],
        jobs=[EVERYTHING],
        schedules=[DAILY],
        resources={"dbt": dbt_resource(dbt)},
        executor=dg.in_process_executor,
    )


defs = definitions_of(locate())
