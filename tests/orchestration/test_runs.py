"""Runs through Dagster build, check and publish as the command line does."""

import json
import os
from pathlib import Path
from types import ModuleType

import dagster as dg
import pytest
from tiny_project import TinyProject

from dmp.warehouse import BuildRecord, read_record
from orchestration.assets import PUBLICATION_KEY

pytestmark = pytest.mark.build

USERS = dg.AssetKey(["marts", "users"])
BAD_ORDERS = "order_id,user_id,amount\n4,c,-4\n"


class Runs:
    """Runs of the main job, or of a part of it, in this process."""

    def __init__(self, definitions: dg.Definitions) -> None:
        self._job = definitions.resolve_job_def("build_and_publish")
        self._instance = dg.DagsterInstance.ephemeral()
        self.graph = definitions.resolve_asset_graph()

    def run(self, selection: set[dg.AssetKey] | None = None) -> dg.ExecuteInProcessResult:
        return self._job.execute_in_process(
            instance=self._instance,
            raise_on_error=False,
            asset_selection=sorted(selection) if selection else None,
        )


def made(result: dg.ExecuteInProcessResult) -> set[str]:
    return {event.asset_key.to_user_string() for event in result.get_asset_materialization_events()}


def passed(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {event.check_name: event.passed for event in result.get_asset_check_evaluations()}


def record(tiny: TinyProject) -> BuildRecord:
    found = read_record(tiny.project.warehouse)
    assert found
    return found


def test_life_of_a_warehouse_under_dagster(tiny: TinyProject, loaded: ModuleType) -> None:
    """One story, since each run starts dbt anew: a branch, everything, a failed check."""
    runs = Runs(loaded.definitions_of(tiny.project))
    everything = set(runs.graph.materializable_asset_keys)
    manifest = tiny.project.published / "manifest.json"

    # a branch runs alone and vouches for nothing else
    branch = runs.run(dg.AssetSelection.assets(USERS).upstream().resolve(runs.graph) & everything)
    assert branch.success
    assert "marts/users" in made(branch)
    assert "marts/big_users" not in made(branch)
    assert record(tiny).state == "partial"
    assert not runs.run({PUBLICATION_KEY}).success
    assert not manifest.exists()

    # all assets selected by hand are a complete build, which is published with the run's id
    whole = runs.run(everything)
    assert whole.success
    assert made(whole) == {key.to_user_string() for key in everything}
    assert set(passed(whole).values()) == {True}
    good = record(tiny)
    assert (good.state, good.run_id) == ("good", whole.run_id)
    assert set(good.timing.seconds_by_layer) == {"staging", "reference", "ml", "marts", "checks"}
    published = json.loads(manifest.read_text())
    assert published["run_id"] == whole.run_id
    assert published["dbt_invocation_id"] == good.timing.invocation_id

    # a failed check spoils the warehouse and leaves the publication
    tiny.deliver(BAD_ORDERS, "2026-07-01.csv.gz")
    failed = runs.run()
    assert not failed.success
    assert passed(failed)["accepted_range_users_amount__0"] is False
    assert PUBLICATION_KEY.to_user_string() not in made(failed)
    assert record(tiny).state == "failed"
    assert not runs.run({PUBLICATION_KEY}).success
    assert json.loads(manifest.read_text()) == published


def test_whole_demo_materialises_with_row_counts_and_is_published(
    definitions: dg.Definitions, places: Path
) -> None:
    runs = Runs(definitions)
    result = runs.run()
    assert result.success
    assert made(result) == {key.to_user_string() for key in runs.graph.materializable_asset_keys}
    assert set(passed(result)) == {key.name for key in runs.graph.asset_check_keys}
    assert set(passed(result).values()) == {True}
    counted = {
        event.asset_key.to_user_string(): event.materialization.metadata["dagster/row_count"].value
        for event in result.get_asset_materialization_events()
        if "dagster/row_count" in event.materialization.metadata
    }
    published = json.loads((places / "published/manifest.json").read_text())
    rows = {table["name"].replace(".", "/"): table["rows"] for table in published["tables"]}
    assert rows["marts/users"] > 0
    assert {name: counted[name] for name in rows} == rows


def test_new_deliveries_are_landed_before_a_run(tiny: TinyProject, loaded: ModuleType) -> None:
    sources = tiny.folder / "models/staging/shop/_shop__sources.yml"
    place = "path: \"{{ env_var('DMP_RAW', 'seeds/raw') }}/shop/orders\""
    assert place in sources.read_text()
    sources.write_text(sources.read_text().replace(place, "from: inbox"))
    (tiny.folder / "tests/data/assert_totals_are_kept.sql").unlink()  # asks for more than is built
    inbox = tiny.folder / "inbox"
    (tiny.folder / "seeds/raw/shop/orders").rename(inbox)
    for delivery in inbox.iterdir():
        os.utime(delivery, (1_780_000_000, 1_780_000_000))  # not just now, so that it does not wait
    runs = Runs(loaded.definitions_of(tiny.project))
    assert runs.run({dg.AssetKey(["staging", "stg_shop__orders"])}).success
    landed = tiny.folder / "warehouse/landing/demo/shop/orders"
    assert [file.name for file in landed.iterdir()] == ["2026-06-30.parquet"]
