"""The two assets definitions: the whole dbt graph, and what is published from it.

No `from __future__ import annotations` here: Dagster reads the annotations of ops at run time and
does not resolve them from text.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import chdir
from datetime import UTC, datetime
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, asset_utils, dbt_assets

from dmp.dashboard import DASHBOARD_FOLDER
from dmp.engine import check_engine
from dmp.layers import RUNNABLE, seconds_by_layer
from dmp.main_job import NO_UNIT_TESTS, land_files, land_new_deliveries
from dmp.project import Project
from dmp.publish import PUBLISHED_SCHEMAS, Publication, publish_last_build
from dmp.warehouse import Timing, hold_warehouse, is_lake, recorded_build
from orchestration.checks import Manifest
from orchestration.translator import DEFAULT_OWNER, Translator

# When more nodes than this are selected, dagster-dbt copies the project folder, environment and
# warehouse included, and builds the copy. It guards the length of a command, of which one argument
# may have 128 KiB on Linux: names of 60 characters fit 2,000 times.
asset_utils._SELECTION_ARGS_THRESHOLD = 2_000  # type: ignore[misc]  # declared Final

WRITER_POOL = "duckdb_writer"
PUBLICATION_KEY = dg.AssetKey(["published", "marts"])


class BuildConfig(dg.Config):
    """What the launchpad offers for a build."""

    full_refresh: bool = False


def warehouse_assets(
    project: Project, dbt_project: DbtProject, manifest: Manifest
) -> dg.AssetsDefinition:
    """Make every node of the manifest an asset and every data test a check of one.

    One op runs `dbt build`, for everything or for the selected part. It fails when a model or a
    test fails, so nothing downstream of it runs then.
    """

    @dbt_assets(
        manifest=manifest,
        project=dbt_project,
        name="warehouse",
        dagster_dbt_translator=Translator(),
        pool=WRITER_POOL,
    )
    def warehouse(
        context: dg.AssetExecutionContext, config: BuildConfig, dbt: DbtCliResource
    ) -> Iterator[Any]:
        check_engine(project.profile, os.environ)
        refresh = ["--full-refresh"] if config.full_refresh else []
        arguments = ["build", *NO_UNIT_TESTS, *refresh]
        with (
            chdir(project.root),  # where the relative paths of the profile start
            hold_warehouse(project.warehouse),
            recorded_build(
                project.warehouse, run_id=context.run_id, now=datetime.now(UTC)
            ) as record,
        ):
            land_files(project)
            land_new_deliveries(project, manifest["sources"].values(), now=datetime.now(UTC))
            # a target folder per run would copy the parsed project each time and never be removed
            running = dbt.cli(arguments, context=context, target_path=dbt_project.target_path)
            events = running.stream()
            # Dagster counts in its own process, and a second Spark cannot open the first one's lake
            yield from events if is_lake(project.warehouse) else events.fetch_row_counts()
            ran = running.get_artifact("run_results.json")
            record.note(_timing(ran, manifest), is_complete=_is_complete(ran, manifest))

    return warehouse


def publication_asset(project: Project, warehouse: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """Publish the marts, downstream of all of them."""
    marts = [key for key in warehouse.keys if key.path[0] in PUBLISHED_SCHEMAS]

    @dg.asset(
        key=PUBLICATION_KEY,
        deps=sorted(marts),
        group_name="published",
        owners=[DEFAULT_OWNER],
        kinds={"duckdb", "parquet"},
        pool=WRITER_POOL,
        description=(
            "What readers see: marts.duckdb in the storage version of 1.x drivers, one parquet file"
            " per mart, a manifest. Replaced in one step, and only after a completely good build."
        ),
    )
    def published_marts() -> dg.MaterializeResult[None]:
        return _result(publish_last_build(project, now=datetime.now(UTC)), project)

    return published_marts


def _result(publication: Publication, project: Project) -> dg.MaterializeResult[None]:
    records = [
        dg.TableRecord({"table": table.name, "rows": table.rows}) for table in publication.tables
    ]
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(project.published),
            "pages": dg.MetadataValue.url(
                (project.published / DASHBOARD_FOLDER / "index.html").absolute().as_uri()
            ),
            "published_at": publication.published_at,
            "tables": dg.MetadataValue.table(records),
            "dagster/row_count": sum(table.rows for table in publication.tables),
        }
    )


def _is_complete(ran: Mapping[str, Any], manifest: Manifest) -> bool:
    """Tell whether everything ran: the UI may select all assets one by one."""
    return {result["unique_id"] for result in ran["results"]} >= set(_files(manifest))


def _files(manifest: Manifest) -> dict[str, str]:
    """Map every step of a complete build to the file that declares it."""
    return {
        unique_id: node["original_file_path"]
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in RUNNABLE and node["config"].get("materialized") != "ephemeral"
    }


def _timing(ran: Mapping[str, Any], manifest: Manifest) -> Timing:
    files = _files(manifest)
    work = (
        (files[result["unique_id"]], result["execution_time"])
        for result in ran["results"]
        if result["unique_id"] in files
    )
    return Timing(
        invocation_id=ran["metadata"]["invocation_id"],
        seconds=round(ran["elapsed_time"], 3),
        seconds_by_layer=seconds_by_layer(work),
    )
