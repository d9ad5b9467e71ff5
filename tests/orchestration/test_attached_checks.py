"""A test over several models is shown on the one that is built last of those it reads."""

from typing import Any

from orchestration.checks import with_attached_checks


def node(kind: str, name: str, *parents: str, **more: Any) -> dict[str, Any]:
    return {
        "resource_type": kind,
        "name": name,
        "package_name": "dmp",
        "depends_on": {"nodes": list(parents)},
        "config": {},
    } | more


def manifest_with(**tests: dict[str, Any]) -> dict[str, Any]:
    """stg <- int <- mart, and a mart `apart` over stg."""
    models = {
        "model.stg": node("model", "stg", "source.raw"),
        "model.int": node("model", "int", "model.stg"),
        "model.mart": node("model", "mart", "model.int"),
        "model.apart": node("model", "apart", "model.stg"),
        "seed.codes": {**node("seed", "codes"), "depends_on": {"macros": []}},
    }
    return {"nodes": models | {f"test.{name}": test for name, test in tests.items()}, "sources": {}}


def home(manifest: dict[str, Any], name: str = "agree") -> str | None:
    meta = with_attached_checks(manifest)["nodes"][f"test.{name}"]["config"].get("meta", {})
    return meta.get("dagster", {}).get("ref", {}).get("name")


def test_singular_test_belongs_to_the_model_that_is_built_last() -> None:
    for parents in (["model.mart", "model.stg"], ["model.stg", "model.mart"]):
        assert home(manifest_with(agree=node("test", "agree", *parents))) == "mart"


def test_seed_and_source_are_never_chosen_before_a_model() -> None:
    test = node("test", "agree", "seed.codes", "source.raw", "model.stg")
    assert home(manifest_with(agree=test)) == "stg"


def test_choice_between_equals_does_not_depend_on_the_order_of_the_manifest() -> None:
    first = manifest_with(agree=node("test", "agree", "model.apart", "model.int"))
    second = {**first, "nodes": dict(reversed(first["nodes"].items()))}
    assert home(first) == home(second)


def test_test_of_one_model_and_generic_test_keep_their_place() -> None:
    manifest = manifest_with(
        single=node("test", "single", "model.stg"),
        generic=node("test", "generic", "model.stg", "model.mart", attached_node="model.stg"),
    )
    assert home(manifest, "single") is None
    assert home(manifest, "generic") is None


def test_other_meta_of_the_test_is_kept() -> None:
    test = node("test", "agree", "model.stg", "model.int", config={"meta": {"scenario": "chain"}})
    attached = with_attached_checks(manifest_with(agree=test))["nodes"]["test.agree"]
    assert attached["config"]["meta"]["scenario"] == "chain"
