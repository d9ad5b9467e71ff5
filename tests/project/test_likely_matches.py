"""The named cases of likely matches in tests/SCENARIOS.md: no shared identifier, or one that misleads."""

from collections.abc import Callable

import pytest
from house import House

IDENTITY = ["--select", "+idr_user_map", "--resource-type", "model", "--resource-type", "seed"]
GIVEN = [
    "Ada",
    "Bea",
    "Cem",
    "Dag",
    "Edi",
    "Fay",
    "Gil",
    "Hua",
    "Ivo",
    "Jon",
    "Kai",
    "Liv",
    "Max",
    "Noa",
    "Ole",
    "Pia",
    "Rui",
    "Sia",
    "Tom",
    "Uma",
]
FAMILY = [
    "Arp",
    "Beck",
    "Carl",
    "Dorn",
    "Ernst",
    "Falk",
    "Groth",
    "Horn",
    "Iven",
    "Jahn",
    "Kern",
    "Lang",
    "Mohr",
    "Nolte",
    "Ott",
]


def customer(key: str, given: str, family: str, **values: str) -> dict[str, str]:
    base = {"customer_id": key, "created_at": "2026-01-01T00:00:00Z", "country": "DE"}
    return {**base, "first_name": given, "last_name": family, **values}


def contact(key: str, name: str, **values: str) -> dict[str, str]:
    return {"contact_id": key, "name": name, "created": "2026-01-02", "country": "DE", **values}


def other_people() -> list[dict[str, str]]:
    """Three hundred customers with nothing in common: against whom a name is rare or common."""
    return [
        customer(
            f"other{number}",
            given,
            family,
            birth_date=f"{1950 + number % 50}-{1 + number % 12:02}-{1 + number % 28:02}",
            email=f"{given}.{family}.{number}@example.org".lower(),
            street=f"Gasse {number}",
            postal_code=f"{10000 + 37 * number}",
            city=f"Ort {number % 40}",
        )
        for number, (given, family) in enumerate((g, f) for g in GIVEN for f in FAMILY)
    ]


HOME = {"street": "Lindenweg 7", "postal_code": "04177", "city": "Leipzig"}
CRM_HOME = {"street": "Lindenweg 7", "zip": "04177", "city": "Leipzig"}

DELIVERY = {
    "shop/customers": [
        *other_people(),
        customer("typo", "Katharina", "Winterfeld", birth_date="1988-03-14", **HOME),
        customer("twin-mara", "Mara", "Sonntag", birth_date="1994-05-02", **HOME),
        customer("twin-jule", "Jule", "Sonntag", birth_date="1994-05-02", **HOME),
        customer(
            "maiden",
            "Franziska",
            "Oberhuber",
            birth_date="1990-11-30",
            email="f.oberhuber@example.org",
            **HOME,
        ),
        customer(
            "old-owner",
            "Gregor",
            "Pfeiffer",
            birth_date="1961-01-09",
            phone="+4915228819001",
            street="Am Anger 1",
            postal_code="99084",
            city="Erfurt",
        ),
        customer("father", "Johannes", "Quandt", birth_date="1955-07-21", **HOME),
    ],
    "crm/contacts": [
        contact("crm-typo", "Winterfeldt, Katarina", birthday="1988-03-14", **CRM_HOME),
        contact(
            "crm-married",
            "Steinbach, Franziska",
            birthday="1990-11-30",
            email="f.oberhuber@example.org",
            **CRM_HOME,
        ),
        contact(
            "crm-new-owner",
            "Yilmaz, Selin",
            birthday="2001-10-17",
            mobile="0152 28819001",
            street="Hafenstr. 12",
            zip="20457",
            city="Hamburg",
        ),
        contact("crm-son", "Quandt, Johannes", birthday="1986-02-03", **CRM_HOME),
    ],
}


@pytest.fixture(scope="module")
def who(new_house: Callable[[str], House]) -> dict[str, str]:
    """The person of every contact record, by its key."""
    house = new_house("likely matches")
    house.deliver("2026-03-01", DELIVERY)
    house.build(*IDENTITY)
    query = "select record_key, user_id from identity.user_map where record_type = 'contact'"
    return dict(house.query(query))


def test_typing_errors_do_not_part_a_person(who: dict[str, str]) -> None:
    assert who["typo"] == who["crm-typo"]


def test_twins_of_one_home_are_two(who: dict[str, str]) -> None:
    assert who["twin-mara"] != who["twin-jule"]


def test_marriage_changes_the_name_and_not_the_person(who: dict[str, str]) -> None:
    assert who["maiden"] == who["crm-married"]


def test_recycled_phone_does_not_join_its_owners(who: dict[str, str]) -> None:
    assert who["old-owner"] != who["crm-new-owner"]


def test_father_and_son_of_one_name_and_home_are_two(who: dict[str, str]) -> None:
    assert who["father"] != who["crm-son"]


def test_strangers_stay_strangers(who: dict[str, str]) -> None:
    others = [user for key, user in who.items() if key.startswith("other")]
    assert len(set(others)) == len(others) == 300
