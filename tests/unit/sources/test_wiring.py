"""The entry of a dataset in dbt_project.yml."""

from pathlib import Path

import pytest
import yaml

from dmp.errors import UserError
from dmp.sources.wiring import wired

TEXT = """\
vars:
  # which staging models
  datasets:
    demo:
      input__orders: [stg_shop__orders] # ours

  reporting_currency: {demo: EUR} # per dataset
"""
FEEDS = [("input__orders", "stg_acme__orders"), ("input__contacts", "stg_acme__people")]


def test_new_dataset_is_added_and_everything_else_stays() -> None:
    text = wired(TEXT, "acme", FEEDS, "GBP")
    told = yaml.safe_load(text)["vars"]
    assert told["datasets"]["acme"] == {
        "input__orders": ["stg_acme__orders"],
        "input__contacts": ["stg_acme__people"],
    }
    assert told["reporting_currency"] == {"demo": "EUR", "acme": "GBP"}
    for line in TEXT.splitlines()[:5]:
        assert line in text.splitlines()


def test_wiring_twice_is_wiring_once() -> None:
    once = wired(TEXT, "acme", FEEDS, "GBP")
    assert wired(once, "acme", FEEDS, "GBP") == once


def test_known_contract_gets_one_more_model() -> None:
    text = wired(TEXT, "demo", [("input__orders", "stg_till__receipts")], "EUR")
    assert yaml.safe_load(text)["vars"]["datasets"]["demo"]["input__orders"] == [
        "stg_shop__orders",
        "stg_till__receipts",
    ]
    assert "# ours" in text


@pytest.mark.parametrize(
    "entry",
    [
        "    acme: {input__orders: [stg_acme__old]}\n",
        "    acme: # mine\n      input__orders: [stg_acme__old]\n",
        "    acme:\n      input__orders:\n        - stg_acme__old\n",
    ],
)
def test_entry_of_another_layout_is_refused_not_lost(entry: str) -> None:
    text = TEXT.replace("\n\n", f"\n{entry}\n", 1)
    with pytest.raises(UserError, match=r"entry acme under vars\.datasets"):
        wired(text, "acme", FEEDS, "EUR")


def test_project_of_another_layout_is_left_alone() -> None:
    with pytest.raises(UserError, match="has no line '  datasets:'"):
        wired("vars: {datasets: {demo: {}}}\n", "acme", FEEDS, "EUR")


def test_the_real_project_is_wired(root: Path) -> None:
    text = (root / "dbt_project.yml").read_text()
    told = yaml.safe_load(wired(text, "acme", FEEDS, "GBP"))["vars"]
    assert told["datasets"]["acme"]["input__orders"] == ["stg_acme__orders"]
    assert told["reporting_currency"]["acme"] == "GBP"
    assert told["datasets"]["demo"] == yaml.safe_load(text)["vars"]["datasets"]["demo"]
