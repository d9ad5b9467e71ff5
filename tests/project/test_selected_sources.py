"""A run makes the sources that its selection reads, new files included, and asks for no others."""

import shutil
from collections.abc import Callable

from house import House

BUILD = ["--resource-type", "model", "--resource-type", "seed"]


def contact(key: str) -> dict[str, str]:
    return {"contact_id": key, "name": "Berg, Ida", "created": "2026-01-02", "country": "DE"}


def test_selected_models_see_new_files_and_need_no_others(
    new_house: Callable[[str], House],
) -> None:
    house = new_house("selected sources")
    house.deliver("2026-03-01", {"crm/contacts": [contact("first")]})
    house.build("--select", "+input__contacts", *BUILD)
    house.deliver("2026-03-02", {"crm/contacts": [contact("second")]})
    shutil.rmtree(house.raw / "shop/orders")
    house.build("--select", "input__contacts", *BUILD)
    found = house.query("select record_id from input.input__contacts order by 1")
    assert found == [("first",), ("second",)]


def test_a_source_of_the_selection_that_is_missing_is_named(
    new_house: Callable[[str], House],
) -> None:
    house = new_house("missing source")
    house.deliver("2026-03-01", {})
    shutil.rmtree(house.raw / "shop/orders")
    done = house.dbt("build", "--select", "stg_shop__orders")
    assert done.returncode != 0
    assert "Source shop.orders has no files" in done.stdout
