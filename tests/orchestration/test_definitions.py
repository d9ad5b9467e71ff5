"""What Dagster shows is what the manifest holds, and the orchestration knows no names."""

import ast
import inspect
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster_dbt import asset_utils
from dagster_dbt.asset_utils import DAGSTER_DBT_UNIQUE_ID_METADATA_KEY as UNIQUE_ID

from dmp.layers import layer_of

PUBLICATION = dg.AssetKey(["published", "marts"])
ASSET_TYPES = {"model", "seed", "snapshot"}
Nodes = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def nodes(manifest: dict[str, Any]) -> Nodes:
    """The nodes that are tables or views, by unique id."""
    return {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in ASSET_TYPES
    }


@pytest.fixture(scope="module")
def specs(definitions: dg.Definitions) -> dict[str, dg.AssetSpec]:
    """Every asset that Dagster makes, by the dbt node it stands for."""
    made = [each for each in definitions.assets or [] if isinstance(each, dg.AssetsDefinition)]
    return {
        str(spec.metadata.get(UNIQUE_ID, spec.key.to_user_string())): spec
        for assets in made
        for spec in assets.specs
    }


@pytest.fixture(scope="module")
def external(definitions: dg.Definitions) -> dict[dg.AssetKey, dg.AssetSpec]:
    return {each.key: each for each in definitions.assets or [] if isinstance(each, dg.AssetSpec)}


def test_definitions_load(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)


def test_every_model_and_seed_is_an_asset_and_nothing_else_but_the_publication(
    specs: dict[str, dg.AssetSpec], nodes: Nodes
) -> None:
    assert set(specs) == set(nodes) | {PUBLICATION.to_user_string()}


def test_key_is_the_name_in_the_warehouse(specs: dict[str, dg.AssetSpec], nodes: Nodes) -> None:
    for unique_id, node in nodes.items():
        assert specs[unique_id].key.path == [node["schema"], node["alias"]]


def test_every_source_is_shown_and_not_made(
    external: dict[dg.AssetKey, dg.AssetSpec], manifest: dict[str, Any]
) -> None:
    expected = {
        dg.AssetKey([source["schema"], source["identifier"]])
        for source in manifest["sources"].values()
    }
    assert set(external) == expected
    assert {spec.group_name for spec in external.values()} == {"raw"}
    assert all(spec.description and spec.owners for spec in external.values())


def test_every_data_test_is_exactly_one_asset_check(
    definitions: dg.Definitions, manifest: dict[str, Any]
) -> None:
    tests = [each for each in manifest["nodes"].values() if each["resource_type"] == "test"]
    checks = [
        str((spec.metadata or {})[UNIQUE_ID])
        for assets in definitions.assets or []
        if isinstance(assets, dg.AssetsDefinition)
        for spec in assets.check_specs
    ]
    assert sorted(checks) == sorted(test["unique_id"] for test in tests)
    over_sources = [test for test in tests if test["depends_on"]["nodes"][0].startswith("source.")]
    over_several = [test for test in tests if len(set(test["depends_on"]["nodes"])) > 1]
    assert over_sources
    assert [test for test in over_several if not test.get("attached_node")]


def test_groups_are_the_layers(specs: dict[str, dg.AssetSpec], nodes: Nodes) -> None:
    for unique_id, node in nodes.items():
        assert specs[unique_id].group_name == layer_of(node["original_file_path"])
    layers = {"staging", "input", "intermediate", "features", "ml", "marts", "reference"}
    assert {spec.group_name for spec in specs.values()} >= layers


def test_every_asset_has_words_and_an_owner(specs: dict[str, dg.AssetSpec]) -> None:
    assert [key for key, spec in specs.items() if not spec.description] == []
    assert [key for key, spec in specs.items() if not spec.owners] == []


def test_models_in_python_say_so_and_carry_the_version_of_the_package(
    specs: dict[str, dg.AssetSpec], nodes: Nodes
) -> None:
    python = {key for key, node in nodes.items() if node["original_file_path"].endswith(".py")}
    assert python
    for unique_id in nodes:
        spec = specs[unique_id]
        assert ("python" in spec.kinds) == (unique_id in python)
        assert str(spec.code_version).endswith(f"-dmp-{version('dmp')}") == (unique_id in python)


def test_publication_follows_every_published_mart_and_no_vault(
    specs: dict[str, dg.AssetSpec], nodes: Nodes
) -> None:
    followed = {dep.asset_key for dep in specs[PUBLICATION.to_user_string()].deps}
    published = {
        specs[unique_id].key
        for unique_id, node in nodes.items()
        if node["schema"] in ("marts", "bi")
    }
    assert followed == published
    assert {key.path[0] for key in followed} <= {"marts", "bi"}


def test_main_job_runs_everything_every_day(definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def("daily")
    assert schedule.job_name == "build_and_publish"
    assert schedule.cron_schedule == "0 5 * * *"
    job = definitions.resolve_job_def("build_and_publish")
    graph = definitions.resolve_asset_graph()
    assert set(job.asset_layer.executable_asset_keys) == graph.materializable_asset_keys
    assert set(job.asset_layer.asset_graph.asset_check_keys) == graph.asset_check_keys


def test_one_process_and_one_writer_at_a_time(definitions: dg.Definitions) -> None:
    assert definitions.executor is dg.in_process_executor
    job = definitions.resolve_job_def("build_and_publish")
    assert {node.definition.pool for node in job.nodes} == {"duckdb_writer"}


def constants(file: Path) -> Iterator[str]:
    """The string constants of a module that are code, not words for readers."""
    tree = ast.parse(file.read_text())
    bodies = (node.body for node in ast.walk(tree) if hasattr(node, "body"))
    words = {
        id(body[0].value)
        for body in bodies
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words:
            yield node.value


def test_orchestration_names_no_model(root: Path, nodes: Nodes) -> None:
    names = {node["name"] for node in nodes.values()}
    named = [
        (file.name, text)
        for file in (root / "orchestration").rglob("*.py")
        for text in constants(file)
        if names & set(text.replace("/", " ").replace(".", " ").replace('"', " ").split())
    ]
    assert named == []


def test_selection_of_any_size_is_built_in_place(nodes: Nodes, manifest: dict[str, Any]) -> None:
    """dagster-dbt would build a copy of the project, and of its warehouse, above its threshold."""
    read = inspect.getsource(asset_utils.get_updated_cli_invocation_params_for_context)
    assert "_SELECTION_ARGS_THRESHOLD" in read
    assert len(manifest["nodes"]) < asset_utils._SELECTION_ARGS_THRESHOLD
    names = sum(len(".".join(node["fqn"])) + 1 for node in nodes.values())
    assert names < 100_000, "one argument of a command may have 128 KiB"
