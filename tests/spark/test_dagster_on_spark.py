"""Dagster over the same graph, with Spark as its engine."""

from importlib import import_module
from pathlib import Path

import dagster as dg
import pytest

from dmp.simulate import simulate

PRODUCTS = dg.AssetKey(["marts", "products"])


def test_branch_is_built_by_dagster_on_spark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate(tmp_path / "raw", people=50, days=60, deliveries=1)
    monkeypatch.setenv("DMP_TARGET", "spark_local")
    monkeypatch.setenv("DMP_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("DMP_LAKE", str(tmp_path / "demo.lake"))
    monkeypatch.setenv("DMP_SPARK_MEMORY", "2g")
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    definitions = import_module("orchestration.definitions").defs
    graph = definitions.resolve_asset_graph()
    branch = dg.AssetSelection.assets(PRODUCTS).upstream().resolve(graph)
    ran = definitions.resolve_job_def("build_and_publish").execute_in_process(
        instance=dg.DagsterInstance.ephemeral(),
        raise_on_error=False,
        asset_selection=sorted(branch & set(graph.materializable_asset_keys)),
    )
    assert ran.success
    made = {event.asset_key for event in ran.get_asset_materialization_events()}
    assert PRODUCTS in made
    assert list((tmp_path / "demo.lake/tables/marts.db/products").glob("*.parquet"))
    assert all(check.passed for check in ran.get_asset_check_evaluations())
    assert (tmp_path / "target/dagster/demo/manifest.json").is_file()
