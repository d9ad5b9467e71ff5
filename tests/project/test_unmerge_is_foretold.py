"""`dmp identity unmerge` announces what the next build does, likely matches and their limits included."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from house import House
from identity_rows import IDENTITY, contact, customer, member
from test_likely_matches import other_people
from test_manual_rules import own_settings

from dmp.identity import Unmerge, unmerge
from dmp.project import Project

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
BORN = {"birth_date": "2000-08-20", "city": "Halle", "country": "DE"}

DELIVERY = {
    "shop/customers": [
        *other_people(),
        # likely matches alone, the surest of them between the CRM and the card
        customer("joanna", first_name="Joanna", street="Zum Anger 85", **BORN),
        # the CRM holds shop and card together
        customer("bridge", email="bridge@example.com", first_name="Olga", last_name="Nyberg"),
        customer("half", email="half@example.com", first_name="Aino", last_name="Laine"),
    ],
    "crm/contacts": [
        contact(
            "crm-joanna",
            "Joanna Micthell",
            birthday="20.08.2000",
            street="Zum Ager 85",
            zip="06108",
            city="Halle",
        ),
        contact("crm-bridge", "Nyberg, Olga", email="bridge@example.com", mobile="0152 28817301"),
        contact("crm-half", "Laine, Aino", email="half@example.com"),
    ],
    "loyalty/members": [
        member(
            "card-joanna",
            given_name="Joanna",
            family_name="Mitchell",
            postal_code="06108",
            **BORN,
        ),
        member("card-bridge", phone="0049 152 288 17301"),
    ],
}
CASES = {
    "joanna": ("crm:crm-joanna", {"shop:joanna", "crm:crm-joanna", "loyalty:card-joanna"}),
    "bridge": ("crm:crm-bridge", {"shop:bridge", "crm:crm-bridge", "loyalty:card-bridge"}),
    "half": ("crm:crm-half", {"shop:half", "crm:crm-half"}),
}


def users(house: House) -> dict[str, str]:
    """The user of every record, by source and key."""
    rows = house.query("select source || ':' || record_key, user_id from identity.user_map")
    return dict(rows)


@pytest.fixture(scope="module")
def foretold(
    new_house: Callable[[str], House], tmp_path_factory: pytest.TempPathFactory
) -> tuple[House, dict[str, str], dict[str, Unmerge]]:
    """Each user of the cases loses its record of the CRM; the house after the next build."""
    house = new_house("foretold")
    root = own_settings(house.root, tmp_path_factory.mktemp("settings") / "checkout")
    house = House(root, house.raw, house.warehouse, root.with_name("targets"))
    house.deliver("2026-03-01", DELIVERY)
    house.build(*IDENTITY)
    before = users(house)
    project = Project.locate(
        environ={"DMP_WAREHOUSE": str(house.warehouse), "DMP_RAW": str(house.raw)}, start=Path(root)
    )
    told = {
        case: unmerge(project, before[f"shop:{case}"], [record], author="kim", reason="x", now=NOW)
        for case, (record, _) in CASES.items()
    }
    house.build(*IDENTITY)
    return house, before, told


@pytest.mark.parametrize("case", CASES)
def test_next_build_does_what_was_announced(
    foretold: tuple[House, dict[str, str], dict[str, Unmerge]], case: str
) -> None:
    house, before, told = foretold
    _, records = CASES[case]
    user = before[f"shop:{case}"]
    assert {record for record, owner in before.items() if owner == user} == records
    after = users(house)
    assert {record for record in records if after[record] == user} == set(told[case].heirs)
    parts: dict[str, set[str]] = {}
    for record in records - set(told[case].heirs):
        parts.setdefault(after[record], set()).add(record)
    assert sorted(map(sorted, parts.values())) == sorted(map(sorted, told[case].parts))


def test_nobody_else_moves(foretold: tuple[House, dict[str, str], dict[str, Unmerge]]) -> None:
    house, before, _ = foretold
    touched = {record for _, records in CASES.values() for record in records}
    after = users(house)
    assert {record for record in before if before[record] != after[record]} <= touched


def test_likely_matches_that_only_the_leaving_record_held_are_announced(
    foretold: tuple[House, dict[str, str], dict[str, Unmerge]],
) -> None:
    """The limit of the rule lifts the whole cluster to a rung that the other match does not reach."""
    _, _, told = foretold
    assert sorted((*told["joanna"].parts, told["joanna"].heirs)) == [
        ("crm:crm-joanna",),
        ("loyalty:card-joanna",),
        ("shop:joanna",),
    ]
