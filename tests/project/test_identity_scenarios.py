"""The named identity cases of tests/SCENARIOS.md, through the whole path from raw files to user_map."""

from collections.abc import Callable

import pytest
from house import House
from identity_rows import IDENTITY, contact, customer, member, order


def page(key: str, cookie: str, account: str = "") -> dict[str, str]:
    at = "2026-02-01T10:00:00Z"
    return {
        "id": key,
        "anonymous_id": cookie,
        "user_id": account,
        "timestamp": at,
        "received_at": at,
    }


def identify(key: str, cookie: str, account: str) -> dict[str, str]:
    at = "2026-02-01T09:00:00Z"
    return {
        "id": key,
        "anonymous_id": cookie,
        "user_id": account,
        "timestamp": at,
        "received_at": at,
    }


JUNK = [customer(f"junk{n}", email="test@example.com", first_name="Kim") for n in range(9)]

FIRST = {
    "shop/customers": [
        # simple, chain, diamond
        customer("simple", email="Simple@Example.com ", first_name="Ida", last_name="Berg"),
        customer("chain", email="chain.a@example.com", first_name="Ole", last_name="Dahl"),
        customer("diamond", email="diamond@example.com", phone="+4915228817001", first_name="Eva"),
        # shared mailbox: two accounts of one household under one address
        customer("mailbox-anna", email="family@example.com", first_name="Anna", last_name="Roth"),
        customer("mailbox-paul", email="family@example.com", first_name="Paul", last_name="Roth"),
        # shared device
        customer("device-lea", email="lea@example.com", first_name="Lea"),
        customer("device-tom", email="tom@example.com", first_name="Tom"),
        # shared phone behind two addresses
        customer("phone-ute", email="ute@example.com", first_name="Ute", last_name="Zorn"),
        customer("phone-udo", email="udo@example.com", first_name="Udo", last_name="Ahrens"),
        # later merge and split
        customer("merge-one", email="merge.one@example.com", first_name="Mia", last_name="Falk"),
        *JUNK,
    ],
    "crm/contacts": [
        contact("crm-simple", "Berg, Ida", email="simple@example.com"),
        contact("crm-chain", "Dahl, Ole", email="chain.a@example.com", mobile="0152 28817002"),
        contact("crm-diamond", "Kurz, Eva", email="diamond@example.com", mobile="0152 28817001"),
        contact("crm-anna", "Anna Roth", email="family@example.com"),
        contact("crm-ute", "Zorn, Ute", email="ute@example.com", mobile="0152 28817009"),
        contact("crm-udo", "Ahrens, Udo", email="udo@example.com", mobile="0152 28817009"),
        contact("crm-disjoint", "Berg, Ida", email="another.ida@example.com"),
        contact("crm-merge", "Falk, Mia", mobile="0152 28817003"),
    ],
    "loyalty/members": [member("card-chain", given_name="Ole", phone="0049 152 288 17002")],
    "web/pages": [
        page("p1", "cookie-simple"),
        page("p2", "cookie-shared"),
        page("p3", "cookie-kiosk"),
        page("p4", "undefined", "device-lea"),
        page("p5", "undefined", "device-tom"),
        page("p6", "cookie-ute"),
    ],
    "web/identifies": [
        identify("i1", "cookie-simple", "simple"),
        identify("i2", "cookie-shared", "device-lea"),
        identify("i3", "cookie-shared", "device-tom"),
        identify("i4", "cookie-ute", "phone-ute"),
    ],
    "shop/orders": [
        order("guest-order", email="SIMPLE@example.com"),
        order("account-order", customer_id="chain"),
    ],
}


@pytest.fixture(scope="module")
def house(new_house: Callable[[str], House]) -> House:
    house = new_house("identity")
    house.deliver("2026-03-01", FIRST)
    house.build(*IDENTITY)
    return house


def test_invariants_of_identity_hold(house: House) -> None:
    house.build("--select", "path:tests/data/identity", command="test")


def people(house: House) -> dict[tuple[str, str], str]:
    """The person of every record, by (record type, key)."""
    rows = house.query("select record_type, record_key, user_id from identity.user_map")
    return {(kind, key): user for kind, key, user in rows}


def test_simple_two_sources_one_address_one_person(house: House) -> None:
    who = people(house)
    assert who["contact", "simple"] == who["contact", "crm-simple"]


def test_chain_is_followed_over_email_then_phone(house: House) -> None:
    who = people(house)
    assert who["contact", "chain"] == who["contact", "crm-chain"] == who["contact", "card-chain"]


def test_diamond_two_ways_to_the_same_person_make_one(house: House) -> None:
    who = people(house)
    assert who["contact", "diamond"] == who["contact", "crm-diamond"]


def test_disjoint_same_name_alone_is_no_evidence(house: House) -> None:
    who = people(house)
    assert who["contact", "simple"] != who["contact", "crm-disjoint"]


def test_shared_mailbox_links_only_records_of_one_name(house: House) -> None:
    who = people(house)
    assert who["contact", "mailbox-anna"] != who["contact", "mailbox-paul"]
    assert who["contact", "mailbox-anna"] == who["contact", "crm-anna"]


def test_phone_that_joins_two_accounts_is_given_up_before_their_addresses(house: House) -> None:
    who = people(house)
    assert who["contact", "phone-ute"] == who["contact", "crm-ute"]
    assert who["contact", "phone-udo"] == who["contact", "crm-udo"]
    assert who["contact", "phone-ute"] != who["contact", "phone-udo"]


def test_phone_that_joins_two_accounts_costs_them_nothing_else(house: House) -> None:
    who = people(house)
    assert who["visitor", "cookie-ute"] == who["contact", "phone-ute"]


def test_shared_device_does_not_merge_its_accounts(house: House) -> None:
    who = people(house)
    lea, tom = who["contact", "device-lea"], who["contact", "device-tom"]
    assert lea != tom
    assert who["visitor", "cookie-shared~device-lea"] == lea
    assert who["visitor", "cookie-shared~device-tom"] == tom
    assert who["visitor", "cookie-shared"] not in {lea, tom}


def test_login_claims_what_its_cookie_did_before(house: House) -> None:
    who = people(house)
    assert who["visitor", "cookie-simple"] == who["contact", "simple"]


def test_junk_cookie_is_no_visitor(house: House) -> None:
    who = people(house)
    assert who["visitor", "device-lea"] == who["contact", "device-lea"]
    assert ("visitor", "undefined") not in who


def test_junk_address_links_nobody_and_keeps_its_reason(house: House) -> None:
    who = people(house)
    assert len({who["contact", f"junk{n}"] for n in range(9)}) == 9
    cut = house.query(
        "select distinct cut_reason from intermediate.int_idr_edges_det"
        " where id_value = 'test@example.com'"
    )
    assert cut == [("blocked",)]


def test_guest_order_finds_its_person_by_address(house: House) -> None:
    who = people(house)
    assert who["order", "guest-order"] == who["contact", "simple"]


def test_account_order_finds_its_person(house: House) -> None:
    who = people(house)
    assert who["order", "account-order"] == who["contact", "chain"]


def test_golden_record_names_source_and_rule(house: House) -> None:
    who = people(house)
    rows = house.query(
        "select given_name, given_name_source, given_name_rule, email, email_record_id"
        f" from pii.user_contacts where user_id = '{who['contact', 'simple']}'"
    )
    assert rows == [("Ida", "shop", "source_priority", "simple@example.com", "simple")]


@pytest.fixture(scope="module")
def later(new_house: Callable[[str], House]) -> House:
    """A house of its own for what later builds do to ids; the tests below build on it in their order."""
    house = new_house("later")
    house.deliver("2026-03-01", FIRST)
    house.build(*IDENTITY)
    return house


def test_second_build_of_the_same_files_changes_no_id(later: House) -> None:
    before, n_log = people(later), later.query("select count(*) from identity.assignment_log")
    later.build(*IDENTITY)
    assert people(later) == before
    assert later.query("select count(*) from identity.assignment_log") == n_log


def test_full_refresh_changes_no_id(later: House) -> None:
    before = people(later)
    later.build(*IDENTITY, "--full-refresh")
    assert people(later) == before


def test_merge_keeps_the_older_id_and_redirects_the_other(later: House) -> None:
    before = people(later)
    one, other = before["contact", "merge-one"], before["contact", "crm-merge"]
    assert one != other
    late = {
        "loyalty/members": [
            member(
                "card-merge",
                given_name="Mia",
                email="merge.one@example.com",
                phone="0152 28817003",
            )
        ]
    }
    later.deliver("2026-03-02", late)
    later.build(*IDENTITY)
    after = people(later)
    survivor = after["contact", "merge-one"]
    assert survivor == after["contact", "crm-merge"] == after["contact", "card-merge"]
    assert survivor in {one, other}
    loser = ({one, other} - {survivor}).pop()
    assert later.query("select old_user_id, new_user_id from identity.redirects") == [
        (loser, survivor)
    ]
    events = later.query(
        "select event, from_user, to_user, evidence is not null from identity.history"
        " where event <> 'create'"
    )
    assert events == [("merge", loser, survivor, True)]


def test_split_keeps_the_id_with_most_records_and_never_reuses_one(later: House) -> None:
    before = people(later)
    old = before["contact", "card-merge"]
    moved = {
        "loyalty/members": [
            member("card-merge", given_name="Mia", email="merge.one@example.com", phone="")
        ]
    }
    later.deliver("2026-03-03", moved)
    later.build(*IDENTITY)
    after = people(later)
    assert after["contact", "merge-one"] == after["contact", "card-merge"] == old
    assert after["contact", "crm-merge"] != old
    given = later.query("select count(*), count(distinct user_id) from identity.users_registry")
    assert given[0][0] == given[0][1]
    assert after["contact", "crm-merge"] not in set(before.values())
