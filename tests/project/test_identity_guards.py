"""What one run may change: the growth guard, the kill switch, and that no id changes unexplained."""

from collections.abc import Callable
from typing import Any

import pytest
from house import House
from identity_rows import IDENTITY, contact, customer, member, order

VAULT = ("assignment_log", "user_map", "identifier_map", "users_registry", "redirects", "history")
VAULT += ("quarantine", "run_metrics")
N_GUESTS = 120
N_BRIDGES = 20


def people(house: House) -> dict[tuple[str, str], str]:
    rows = house.query("select record_type, record_key, user_id from identity.user_map")
    return {(kind, key): user for kind, key, user in rows}


def metrics(house: House) -> dict[str, float]:
    """The metrics of the newest run."""
    rows = house.query(
        "select metric, value from identity.run_metrics where run_id ="
        " (select run_id from identity.assignment_log order by run_no desc limit 1)"
    )
    return dict(rows)


def vault(house: House) -> dict[str, Any]:
    """Every row of every table of the vault."""
    return {table: house.query(f"from identity.{table} order by all") for table in VAULT}


@pytest.fixture(scope="module")
def till(new_house: Callable[[str], House]) -> House:
    """A till at which every guest order gets the address of one customer, and a busy account."""
    house = new_house("till")
    house.deliver(
        "2026-03-01",
        {
            "shop/customers": [
                customer("till", email="till@example.com"),
                customer("busy", email="busy@example.com"),
            ],
            "shop/orders": [order("first-guest", email="till@example.com")],
        },
    )
    house.build(*IDENTITY)
    guests = [order(f"guest{n}", email="till@example.com") for n in range(N_GUESTS)]
    own = [order(f"own{n}", customer_id="busy") for n in range(N_GUESTS)]
    house.deliver("2026-03-02", {"shop/orders": [*guests, *own]})
    house.build(*IDENTITY)
    return house


def test_a_user_that_gains_hundreds_is_held(till: House) -> None:
    who = people(till)
    assert who["order", "first-guest"] == who["contact", "till"]
    guests = {who["order", f"guest{n}"] for n in range(N_GUESTS)}
    assert len(guests) == N_GUESTS
    assert who["contact", "till"] not in guests
    assert till.query("select reason, action, user_id, n_found from identity.quarantine") == [
        ("growth", "held", who["contact", "till"], N_GUESTS)
    ]
    assert metrics(till)["quarantine_growth"] == 1


def test_orders_of_the_own_account_are_no_growth(till: House) -> None:
    who = people(till)
    assert {who["order", f"own{n}"] for n in range(N_GUESTS)} == {who["contact", "busy"]}


def test_what_is_held_stays_held_and_changes_no_id(till: House) -> None:
    before, log = people(till), till.query("select count(*) from identity.assignment_log")
    till.build(*IDENTITY)
    assert people(till) == before
    assert till.query("select count(*) from identity.assignment_log") == log
    till.build("--select", "path:tests/data/identity", command="test")


def test_a_released_user_grows_and_redirects(till: House) -> None:
    before = people(till)
    user = before["contact", "till"]
    till.build(*IDENTITY, "--vars", f"idr_released_users: ['{user}']")
    who = people(till)
    assert {who["order", f"guest{n}"] for n in range(N_GUESTS)} == {user}
    gone = {(before["order", f"guest{n}"], user) for n in range(N_GUESTS)}
    assert set(till.query("select old_user_id, new_user_id from identity.redirects")) == gone
    found = metrics(till)
    assert (found["users_merged"], found["id_churn"]) == (N_GUESTS, 0)
    till.build(*IDENTITY)
    assert people(till) == who, "what was released once needs no release again"


@pytest.fixture(scope="module")
def bridged(new_house: Callable[[str], House]) -> House:
    """110 shop customers and 20 CRM contacts, whom 20 loyalty cards then join."""
    house = new_house("bridged")
    house.deliver(
        "2026-03-01",
        {
            "shop/customers": [customer(f"s{n}", email=f"s{n}@example.com") for n in range(110)],
            "crm/contacts": [
                contact(f"c{n}", "", mobile=f"0152 288170{n:02}") for n in range(N_BRIDGES)
            ],
        },
    )
    house.build(*IDENTITY)
    cards = [
        member(f"m{n}", email=f"s{n}@example.com", phone=f"0152 288170{n:02}")
        for n in range(N_BRIDGES)
    ]
    house.deliver("2026-03-02", {"loyalty/members": cards})
    return house


def test_a_run_that_merges_too_many_stops_before_the_vault(bridged: House) -> None:
    before = vault(bridged)
    stopped = bridged.dbt("build", *IDENTITY)
    assert stopped.returncode == 1
    said = " ".join(stopped.stdout.split())
    assert f"would merge {N_BRIDGES} of 130 known users" in said
    assert "idr_allow_merges=true" in said
    assert "SKIP relation identity.idr_user_map" in said
    assert vault(bridged) == before


def test_a_person_can_let_it_go_on(bridged: House) -> None:
    bridged.build(*IDENTITY, "--vars", "idr_allow_merges: true")
    who = people(bridged)
    assert all(who["contact", f"s{n}"] == who["contact", f"c{n}"] for n in range(N_BRIDGES))
    found = metrics(bridged)
    assert (found["users_merged"], found["id_churn"]) == (N_BRIDGES, 0)
    assert bridged.query("select distinct event from intermediate.int_idr_changes") == [("merge",)]
    bridged.build("--select", "int_idr_changes", command="test")
