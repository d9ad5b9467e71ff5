"""Who may lean on whom: the laws of the house, over dbt's manifest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Models of adapters are not in the demo's graph: they join tables of one vendor, and ref seeds alone.
# The rooms each room may ref. Seeds (reference) may be read by every SQL room; only staging and ops may read sources.
MAY_REF = {
    "staging": set(),
    "ops": set(),
    "input": {"staging"},
    # examined before anything is built of the inputs
    "doctor": {"staging", "input", "ops", "intermediate", "marts", "doctor"},
    "intermediate": {"input", "intermediate", "ops"},
    "features": {"intermediate"},
    "ml": {"features", "ml", "predictions"},
    # Predictions that SQL makes, and what a prediction was worth to each user: judged by SQL, so that both engines have
    # the same judge, between two Python models.
    "predictions": {"features", "ml", "predictions"},
    "marts": {"intermediate", "predictions", "ml", "ops", "marts", "features"},
    "quality": {"intermediate", "ml", "ops", "marts", "features", "staging", "input", "quality"},
}
MAY_READ_SOURCES = {"staging", "ops"}
PREFIXES = {
    "staging": ("stg_",),
    "input": ("input__",),
    "intermediate": ("int_", "idr_"),
    "predictions": ("int_",),
    "features": ("feat_",),
    "ml": ("ml_",),
    "ops": ("ops_",),
    "doctor": ("doctor_",),
}
CONTRACTED = {"input", "features", "marts", "quality"}

Node = dict[str, Any]


def room(node: Node) -> str:
    """The room of a node: its first folder, with the quality marts and the judged predictions apart."""
    path = Path(node["original_file_path"])
    if node["resource_type"] in {"seed", "source"}:
        return node["resource_type"]
    if path.parts[0] == "python_models":
        return "ml"
    apart = {("marts", "quality"): "quality", ("intermediate", "predictions"): "predictions"}
    return apart.get(path.parts[1:3], path.parts[1])


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> list[Node]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def edges(manifest: dict[str, Any], models: list[Node]) -> Iterator[tuple[Node, Node]]:
    known = manifest["nodes"] | manifest["sources"]
    for model in models:
        for parent in model["depends_on"]["nodes"]:
            yield model, known[parent]


def test_every_model_refs_only_rooms_it_may(manifest: dict[str, Any], models: list[Node]) -> None:
    broken = [
        f"{child['name']} ({room(child)}) refs {parent['name']} ({room(parent)})"
        for child, parent in edges(manifest, models)
        if parent["resource_type"] == "model"
        and room(parent).replace("quality", "marts") not in MAY_REF[room(child)]
    ]
    assert not broken


def test_only_staging_reads_sources_and_each_exactly_one(
    manifest: dict[str, Any], models: list[Node]
) -> None:
    read: dict[str, set[str]] = {model["name"]: set() for model in models}
    for child, parent in edges(manifest, models):
        if parent["resource_type"] == "source":
            assert room(child) in MAY_READ_SOURCES, f"{child['name']} reads a source"
            read[child["name"]].add(parent["unique_id"])
    counts = {
        model["name"]: len(read[model["name"]]) for model in models if room(model) == "staging"
    }
    assert counts
    assert {name: count for name, count in counts.items() if count != 1} == {}


def test_python_models_read_no_seeds(manifest: dict[str, Any], models: list[Node]) -> None:
    broken = [
        child["name"]
        for child, parent in edges(manifest, models)
        if room(child) == "ml" and parent["resource_type"] == "seed"
    ]
    assert not broken


def test_every_name_tells_its_room(models: list[Node]) -> None:
    broken = [
        node["name"]
        for node in models
        if not node["name"].startswith(PREFIXES.get(room(node), ("",)))
        or (
            room(node) in {"marts", "quality"}
            and node["name"].startswith(("stg_", "int_", "idr_", "feat_", "ml_", "dim_", "fct_"))
        )
    ]
    assert not broken


def test_contracts_stand_at_both_borders(models: list[Node]) -> None:
    broken = [
        node["name"]
        for node in models
        if room(node) in CONTRACTED and not node["config"]["contract"]["enforced"]
    ]
    assert not broken


def test_marts_hold_no_direct_identifier(models: list[Node]) -> None:
    personal = {
        "email",
        "phone",
        "given_name",
        "family_name",
        "full_name",
        "ip",
        "street",
        "birth_date",
    }
    broken = {
        node["name"]: personal & set(node["columns"])
        for node in models
        if node["schema"] == "marts" and personal & set(node["columns"])
    }
    assert not broken


def test_python_models_are_thin_doors(root: Path) -> None:
    doors = sorted((root / "python_models").glob("*.py"))
    assert doors
    long = {door.name: len(door.read_text().splitlines()) for door in doors}
    assert {name: lines for name, lines in long.items() if lines > 25} == {}
