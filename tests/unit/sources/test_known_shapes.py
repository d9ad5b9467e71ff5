"""Folders of known tools: recognised by their tables and columns, switched on in one line."""

import shutil
from pathlib import Path

import pytest
import yaml

from dmp.errors import UserError
from dmp.sources import Known, known_shape, shipped_adapters, switch_on


@pytest.fixture
def house(root: Path, tmp_path: Path) -> Path:
    """The shipped adapters and their fixtures."""
    place = "models/staging/adapters"
    shutil.copytree(root / place, tmp_path / place)
    shutil.copytree(root / "tests/fixtures/adapters", tmp_path / "exports")
    shutil.copy(root / "dbt_project.yml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "name", ["shopify", "stripe", "google_ads", "meta_ads", "klaviyo", "snowplow"]
)
def test_export_of_a_known_tool_is_recognised(house: Path, name: str) -> None:
    known = known_shape(f"exports/{name}", house, shipped_adapters(house))
    assert known is not None
    assert known.adapter == name


def test_tables_of_a_name_with_other_columns_are_nobodys(house: Path) -> None:
    folder = house / "exports/ours"
    folder.mkdir()
    (folder / "order.csv").write_text(
        "id,created_at,currency,total_price,a,b,c,d\n1,2,3,4,5,6,7,8\n"
    )
    (folder / "customer.csv").write_text("id,shoe_size,pet\n1,2,3\n")
    assert known_shape("exports/ours", house, shipped_adapters(house)) is None


def test_adapter_is_switched_on_and_everything_else_stays(house: Path) -> None:
    before = yaml.safe_load((house / "dbt_project.yml").read_text())["vars"]
    known = Known("shopify", "exports/shopify", ("order", "customer"))
    switch_on(house, "acme", [known], "USD")
    switch_on(house, "acme", [known], "USD")
    told = yaml.safe_load((house / "dbt_project.yml").read_text())["vars"]
    assert told["adapters"] == {"acme": {"shopify": "exports/shopify"}}
    assert told["reporting_currency"] == before["reporting_currency"] | {"acme": "USD"}
    assert told["datasets"] == before["datasets"]


def test_second_place_of_an_adapter_is_refused(house: Path) -> None:
    switch_on(house, "acme", [Known("shopify", "exports/shopify", ("order",))], "USD")
    with pytest.raises(UserError, match="reads exports/shopify already"):
        switch_on(house, "acme", [Known("shopify", "elsewhere", ("order",))], "USD")
