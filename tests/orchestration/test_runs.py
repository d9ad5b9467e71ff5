"""Runs through Dagster build, check and publish as the command line does."""

import json
from pathlib import Path
from types import ModuleType

import dagster as dg
import pytest
from tiny_project import TinyProject

from dmp.warehouse import read_record
from orchestration.assets import PUBLICATION_KEY

pytestmark = pytest.mark.build

USERS = dg.AssetKey(["marts", "users"])
BAD_ORDERS = "order_id,user_id,amount\n4,c,-4\n"


class Runs:
    """Runs of the main job, or of a part of it, in this process."""

    def __init__(self, definitions: dg.Definitions) -> None:
        self._job = definitions.resolve_job_def("build_and_publish")
        self._instance = dg.DagsterInstance.ephemeral()

    def run(self, selection: list[dg.AssetKey] | None = None) -> dg.ExecuteInProcessResult:
        return self._job.execute_in_process(
            instance=self._instance, raise_on_error=False, asset_selection=selection
        )


@pytest.fixture
def runs(tiny: TinyProject, loaded: ModuleType) -> Runs:
    return Runs(loaded.definitions_of(tiny.project))


def made(result: dg.ExecuteInProcessResult) -> set[str]:
    return {event.asset_key.to_user_string() for event in result.get_asset_materialization_events()}


def state(tiny: TinyProject) -> str | None:
    record = read_record(tiny.project.warehouse)
    return record and record.state


def test_good_run_publishes_and_failed_check_publishes_nothing(
    tiny: TinyProject, runs: Runs
) -> None:
    assert runs.run().success
    assert state(tiny) == "good"
    manifest = tiny.project.published / "manifest.json"
    before = manifest.read_text()

    tiny.deliver(BAD_ORDERS, "2026-07-01.csv.gz")
    failed = runs.run()
    assert not failed.success
    assert PUBLICATION_KEY.to_user_string() not in made(failed)
    checks = {event.check_name: event.passed for event in failed.get_asset_check_evaluations()}
    assert checks["accepted_range_users_amount__0"] is False
    assert manifest.read_text() == before
    assert state(tiny) == "failed"

    assert not runs.run([PUBLICATION_KEY]).success
    assert manifest.read_text() == before


def test_one_branch_runs_alone_and_vouches_for_nothing_else(tiny: TinyProject, runs: Runs) -> None:
    selection = dg.AssetSelection.assets(USERS).upstream()
    graph = runs._job.asset_layer.asset_graph
    branch = runs.run(sorted(selection.resolve(graph) & graph.materializable_asset_keys))
    assert branch.success
    assert "marts/users" in made(branch)
    assert "marts/big_users" not in made(branch)
    assert state(tiny) == "partial"
    assert not runs.run([PUBLICATION_KEY]).success
    assert not tiny.project.published.exists()


def test_selecting_every_asset_by_hand_is_a_complete_build(tiny: TinyProject, runs: Runs) -> None:
    graph = runs._job.asset_layer.asset_graph
    assert runs.run(sorted(graph.materializable_asset_keys)).success
    assert state(tiny) == "good"
    assert (tiny.project.published / "marts.duckdb").exists()


def test_record_and_publication_name_the_run_of_dagster(tiny: TinyProject, runs: Runs) -> None:
    result = runs.run()
    record = read_record(tiny.project.warehouse)
    assert record
    assert record.run_id == result.run_id
    assert set(record.timing.seconds_by_layer) == {"staging", "reference", "ml", "marts", "checks"}
    published = json.loads((tiny.project.published / "manifest.json").read_text())
    assert published["run_id"] == result.run_id
    assert published["dbt_invocation_id"] == record.timing.invocation_id


def test_whole_demo_materialises_with_row_counts_and_is_published(
    definitions: dg.Definitions, places: Path
) -> None:
    result = Runs(definitions).run()
    assert result.success
    graph = definitions.resolve_asset_graph()
    assert made(result) == {key.to_user_string() for key in graph.materializable_asset_keys}
    assert all(event.passed for event in result.get_asset_check_evaluations())
    counted = {
        event.asset_key.to_user_string(): event.materialization.metadata["dagster/row_count"].value
        for event in result.get_asset_materialization_events()
        if "dagster/row_count" in event.materialization.metadata
    }
    assert counted["marts/users"] > 0
    published = json.loads((places / "published/manifest.json").read_text())
    rows = {table["name"].replace(".", "/"): table["rows"] for table in published["tables"]}
    assert rows
    assert {name: counted[name] for name in rows} == rows
