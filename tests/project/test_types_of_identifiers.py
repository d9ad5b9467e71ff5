"""What a row of the seed idr_id_types says of its type is what the models do."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from house import House
from identity_rows import IDENTITY, contact, customer, member
from test_identity_scenarios import page, people
from test_manual_rules import own_settings

from dmp.rules.seeds import read_seeds

SETTINGS = {
    "anonymous_id": {"normaliser": "lower_key"},
    "user_id": {"valid_pattern": "^k-[0-9]+$"},
    "phone": {"window_days": "365"},
}
ONE = {"mobile": "0152 28817401", "birthday": "1961-02-03"}
OTHER = {"mobile": "0152 28817401", "birthday": "1999-11-30"}
DELIVERY = {
    "shop/customers": [
        customer("k-1", first_name="Ida"),
        customer("ida@example.com", first_name="Ann"),
        # a recycled number, silent for two years; given names that do not tell the owners apart
        customer(
            "k-2",
            first_name="Anna",
            last_name="Berg",
            birth_date="1961-02-03",
            phone="+4915228817401",
            created_at="2023-01-05T00:00:00Z",
            updated_at="2023-02-01",
        ),
    ],
    "crm/contacts": [
        contact("first", "Berg, Anna", **ONE, created="2023-06-01", modified="2023-06-02"),
        contact("second", "Kurz, Anna", **OTHER, created="2025-06-01", modified="2025-06-02"),
    ],
    "loyalty/members": [
        member(
            "card",
            given_name="Anna",
            family_name="Kurz",
            birth_date="1999-11-30",
            phone="0152 28817401",
            joined_at="2025-07-01",
        )
    ],
    "web/pages": [page("one", "Cookie-A", "k-1"), page("two", "COOKIE-a")],
}


def describe(house: House, settings: dict[str, dict[str, str]]) -> None:
    path = house.root / "seeds/reference/idr_id_types.csv"
    rows = list(csv.DictReader(path.open(newline="")))
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | settings.get(row["id_type"], {}) for row in rows)


@pytest.fixture(scope="module")
def house(new_house: Callable[[str], House], tmp_path_factory: pytest.TempPathFactory) -> House:
    house = new_house("types")
    root = own_settings(house.root, tmp_path_factory.mktemp("settings") / "checkout")
    house = House(root, house.raw, house.warehouse, root.with_name("targets"))
    describe(house, SETTINGS)
    house.deliver("2026-03-01", DELIVERY)
    # exact evidence alone: among six people likely matches cannot know what is rare
    house.build(*IDENTITY, "--vars", "idr_rungs: [1]")
    return house


def test_normaliser_reads_the_values_of_its_type(house: House) -> None:
    cookies = house.query(
        "select distinct id_value from identity.identifier_map where id_type = 'anonymous_id'"
    )
    assert cookies == [("cookie-a",)]


def test_value_that_its_pattern_refuses_is_kept_invalid_and_links_nobody(house: House) -> None:
    found = house.query(
        "select id_value, is_valid, invalid_reason from intermediate.int_idr_identifiers"
        " where id_type = 'user_id' order by id_value"
    )
    refused = "a word for nothing, or not as its valid_pattern asks"
    assert sorted(set(found)) == [
        ("ida@example.com", False, refused),
        ("k-1", True, None),
        ("k-2", True, None),
    ]
    counted = "select value from identity.run_metrics where metric = 'values_invalid'"
    assert house.query(counted) == [(1.0,)]


def test_number_silent_for_longer_than_its_window_joins_nobody(house: House) -> None:
    who = people(house)
    assert who["contact", "k-2"] == who["contact", "first"]
    assert who["contact", "second"] == who["contact", "card"]
    assert who["contact", "first"] != who["contact", "second"]
    owner = house.query("select user_id from identity.identifier_map where id_type = 'phone'")
    assert owner == [(who["contact", "card"],)], "whoever shows it now"


def test_unknown_normaliser_stops_the_build_before_anything_is_written(
    house: House, new_house: Callable[[str], House]
) -> None:
    fresh = new_house("refused")
    fresh = House(house.root, house.raw, fresh.warehouse, house.targets)
    describe(house, SETTINGS | {"email": {"normaliser": "emial"}})
    done = fresh.dbt("build", *IDENTITY)
    assert done.returncode != 0
    said = " ".join(done.stdout.split())
    assert "idr_id_types.csv, row 3: there is no normaliser 'emial'; the nearest is 'email'" in said
    assert "START seed" not in done.stdout


def test_every_normaliser_that_the_seed_accepts_is_one(root: Path, house: House) -> None:
    """`dbt compile` renders the macro that chooses, which refuses what it does not know."""
    types = read_seeds(root)["idr_id_types"]
    words = next(column.words for column in types.columns if column.name == "normaliser")
    describe(house, dict(zip(SETTINGS, ({"normaliser": word} for word in words), strict=False)))
    assert len(words) == 4
    rest = {"email": {"normaliser": words[-1]}}
    describe(house, rest)
    done = house.dbt("compile", "--select", "int_idr_sightings")
    assert done.returncode == 0, done.stdout[-3000:]
    describe(house, {"email": {"normaliser": "emial"}})
    done = house.dbt("compile", "--select", "int_idr_sightings")
    assert "There is no normaliser 'emial'" in " ".join(done.stdout.split())
