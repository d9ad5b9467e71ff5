"""Slips in variables, wiring and environment: each is one sentence with what is taken or the nearest word."""

from pathlib import Path

import pytest
import yaml

from dmp.rules.environment import KNOWN, environment_problems
from dmp.rules.variables import RULES, name_problems, variable_problems, wiring_problems

CONTRACTS = ["input__events", "input__orders", "input__contacts"]


@pytest.fixture(scope="module")
def shipped(root: Path) -> dict[str, object]:
    """The variables of dbt_project.yml."""
    declared: dict[str, object] = yaml.safe_load((root / "dbt_project.yml").read_text())["vars"]
    return declared


def test_shipped_variables_are_possible(shipped: dict[str, object]) -> None:
    assert variable_problems(shipped) == []
    assert name_problems(shipped, []) == []


def test_every_shipped_variable_is_judged(shipped: dict[str, object]) -> None:
    assert set(shipped) - set(RULES) == {"datasets", "adapters", "adapter_inputs"}


@pytest.mark.parametrize(
    ("name", "value", "takes"),
    [
        ("as_of", "yesterday", "an instant like"),
        ("reporting_currency", {"demo": "EURO"}, "a currency of ISO 4217"),
        ("reporting_currency", "eur", "a currency of ISO 4217"),
        ("evaluation_days", 0, "a whole number from 1"),
        ("evaluation_days", "28", "a whole number from 1"),
        ("evaluation_days", True, "a whole number from 1"),
        ("recommendation_cutoffs", [10, 5], "a list of rising whole numbers"),
        ("recommendation_cutoffs", [], "a list of rising whole numbers"),
        ("session_timeout_minutes", -30, "a whole number from 1"),
        ("interaction_half_life_days", 0, "a number of days above 0"),
        ("idr_rungs", [], "a list of rising probabilities"),
        ("idr_rungs", [0.9, 0.5], "a list of rising probabilities"),
        ("idr_rungs", [0.5, 1.5], "a list of rising probabilities"),
        ("idr_rungs", [0, 0.5], "a list of rising probabilities"),
        ("idr_rungs", [1, 1], "a list of rising probabilities"),
        ("idr_density", -1, "a share from 0 to 1"),
        ("idr_max_rounds", 0, "a whole number from 1"),
        ("idr_comparisons_per_match", 0, "a number from 1"),
        ("idr_distances", "nativ", "native or portable"),
        ("idr_growth_records", 1.5, "a whole number from 0"),
        ("idr_growth_users", -1, "a whole number from 0"),
        ("idr_released_users", "u1", "a list of ids of users"),
        ("idr_max_merged_share", 5, "a share from 0 to 1"),
        ("idr_guard_floor", None, "a whole number from 0"),
        ("idr_allow_merges", "yes", "true or false"),
        ("idr_training", "ture", "true or false"),
        ("n_segments", "seven", "a whole number from 1, or null"),
        ("n_segments", 0, "a whole number from 1, or null"),
    ],
)
def test_value_that_cannot_be(name: str, value: object, takes: str) -> None:
    (problem,) = variable_problems({name: value})
    assert problem.startswith(f"The variable {name} is ")
    assert f"; it takes {takes}" in problem


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("idr_rungs", [1]),
        ("idr_rungs", [0.5, 1]),
        ("as_of", "2026-07-01T12:00:00"),
        ("reporting_currency", "CHF"),
        ("n_segments", 7),
    ],
)
def test_value_that_can_be(name: str, value: object) -> None:
    assert variable_problems({name: value}) == []


def test_misspelt_variable_on_the_command_line(shipped: dict[str, object]) -> None:
    assert name_problems(shipped, ["idr_densty"]) == [
        "--vars: there is no variable 'idr_densty'; the nearest is 'idr_density'."
    ]


def test_misspelt_variable_in_the_project_file_is_no_variable_of_the_users_own() -> None:
    assert name_problems(["idr_densty", "house_colour"], []) == [
        "dbt_project.yml: nothing reads the variable 'idr_densty'; the nearest is 'idr_density'."
    ]


def wiring(datasets: dict[str, object], **more: object) -> list[str]:
    return wiring_problems({"datasets": datasets, **more}, CONTRACTS)


def test_adapter_that_is_not_shipped() -> None:
    shipped = {"segment": {"input__events": []}, "shopify": {}}
    assert wiring({}, adapters={"acme": {"shopfy": "exports"}}, adapter_inputs=shipped) == [
        "vars.adapters.acme: there is no adapter 'shopfy'; the nearest is 'shopify' (known: segment, shopify)."
    ]


def test_dataset_of_adapters_alone_may_have_a_currency() -> None:
    shipped = {"shopify": {}}
    more = {"adapters": {"acme": {"shopify": "x"}}, "adapter_inputs": shipped}
    assert wiring({}, reporting_currency={"acme": "EUR"}, **more) == []


def test_misspelt_contract_would_stay_empty() -> None:
    assert wiring({"demo": {"input__event": ["stg_web__pages"]}}) == [
        "vars.datasets.demo: there is no contract 'input__event'; the nearest is 'input__events'"
        " (known: input__contacts, input__events, input__orders)."
    ]


def test_model_that_is_no_list() -> None:
    (problem,) = wiring({"demo": {"input__events": "stg_web__pages"}})
    assert problem == (
        "vars.datasets.demo.input__events is 'stg_web__pages'; it takes a list of staging models, such as"
        " [stg_shop__orders]."
    )


def test_currency_of_a_dataset_that_is_not_there() -> None:
    assert wiring({"demo": {}, "acme": {}}, reporting_currency={"demo": "EUR", "amce": "EUR"}) == [
        "vars.reporting_currency: there is no dataset 'amce'; the nearest is 'acme' (known: acme, demo)."
    ]


def test_misspelt_name_in_the_environment() -> None:
    assert environment_problems(["DMP_DATSET", "DMP_DATASET", "DMP_POSTGRES_URL_SHOP", "PATH"]) == [
        "The environment has DMP_DATSET, which nothing reads; the nearest is 'DMP_DATASET'. Correct it, or unset it."
    ]


def test_known_names_of_the_environment_are_those_that_are_read(root: Path) -> None:
    files = [root / "profiles.yml", *root.glob("dmp/**/*.py"), *root.glob("macros/**/*.sql")]
    texts = "".join(file.read_text() for file in files if file != root / "dmp/rules/environment.py")
    assert [name for name in KNOWN if name not in texts] == []
