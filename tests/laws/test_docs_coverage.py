"""Everything a model is lies beside it: words for every model, column, seed, source and macro."""

from pathlib import Path
from typing import Any


def test_every_model_opens_with_its_grain(manifest: dict[str, Any]) -> None:
    broken = [
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "seed"}
        and not node["description"].startswith("One row per ")
    ]
    assert not broken


def test_every_column_is_described(manifest: dict[str, Any]) -> None:
    described = [
        node
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]
        if node["resource_type"] in {"model", "seed", "source"}
    ]
    broken = [
        f"{node['name']}.{column['name']}"
        for node in described
        for column in node["columns"].values()
        if not column["description"]
    ]
    assert not broken
    assert not [node["name"] for node in described if not node["columns"]]


def test_every_model_has_a_yml_of_its_own_name_beside_it(
    manifest: dict[str, Any], root: Path
) -> None:
    broken = [
        node["original_file_path"]
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "seed"}
        and not (root / node["original_file_path"]).with_suffix(".yml").is_file()
    ]
    assert not broken


def test_every_macro_file_begins_with_words(root: Path) -> None:
    broken = [
        str(path.relative_to(root))
        for path in sorted((root / "macros").rglob("*.sql"))
        if not path.read_text().lstrip().startswith("{#")
    ]
    assert not broken


def test_every_grain_is_tested(manifest: dict[str, Any]) -> None:
    unique = {
        test["attached_node"]
        for test in manifest["nodes"].values()
        if test["resource_type"] == "test"
        and (test.get("test_metadata") or {}).get("name") in {"unique", "unique_together"}
    }
    exempt = {
        # staged rows are raw rows: identical deliveries are kept and counted, so no key exists
        "staging",
    }
    broken = [
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and node["unique_id"] not in unique
        and Path(node["original_file_path"]).parts[1] not in exempt
    ]
    assert broken == ["int_idr_event_sightings", "int_idr_sightings"], (
        "only sightings have no key: they are observations, counted, not entities"
    )
