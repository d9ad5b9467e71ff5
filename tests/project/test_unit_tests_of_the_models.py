"""dbt's unit tests, which the main job leaves out, in a warehouse of their own."""

from collections.abc import Callable

from house import House


def test_every_dbt_unit_test_passes(root, new_house: Callable[[str], House]) -> None:
    blank = new_house("unit")
    house = House(root, root / "seeds/raw", blank.warehouse, blank.targets)
    house.build(
        "--select",
        "+test_type:unit",
        "--empty",
        "--resource-type",
        "model",
        "--resource-type",
        "seed",
    )
    house.build("--select", "test_type:unit", command="test")
