"""What a person decides about who is who, through the whole path: it holds on the next builds and on a full refresh."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from house import House
from test_identity_scenarios import IDENTITY, contact, customer, member, order, people
from typer.testing import CliRunner

from dmp.cli import app

COLUMNS = ("rule_id", "kind", "a", "b", "author", "reason", "created_at")

FIRST = {
    "shop/customers": [
        customer("ann", email="ann@example.com", first_name="Ann", last_name="Bo"),
        customer("bea", email="bea@example.com", first_name="Bea", last_name="Cox"),
        customer("bea-again", email="b.lund@example.com", first_name="Beatrix", last_name="Lund"),
    ],
    "crm/contacts": [
        contact("crm-ann", "Bo, Ann", email="ann@example.com", mobile="0152 28817101"),
        contact("crm-old", "Bo, Ann", email="ann@example.com"),
        contact("crm-dan", "Dee, Dan", email="desk@example.com"),
        contact("crm-eve", "Fox, Ida", email="ida.fox@example.com"),
        contact("crm-odd", "Gum, Jo", email="no address", mobile="12"),
    ],
    "loyalty/members": [member("card-ann", given_name="Ann", phone="0049 152 288 17101")],
    "shop/orders": [
        order("order-ann", customer_id="ann"),
        order("order-guest", email="ann@example.com"),
        order("order-desk", email="desk@example.com"),
    ],
}


BUILD = [*IDENTITY[:-4], "+orders", *IDENTITY[-4:]]


def rule(name: str, kind: str, a: str, b: str = "", **others: str) -> dict[str, str]:
    told = {"author": "kim", "reason": "the customer called", "created_at": "2026-03-05T10:00:00Z"}
    return {"rule_id": name, "kind": kind, "a": a, "b": b, **told, **others}


def own_settings(root: Path, place: Path) -> Path:
    """Make a checkout of links whose reference seeds are copies, so that a test may edit them."""
    place.mkdir(parents=True)
    for path in root.iterdir():
        if path.name not in {"seeds", "target", "logs", "warehouse", ".git"}:
            (place / path.name).symlink_to(path)
    shutil.copytree(root / "seeds/reference", place / "seeds/reference")
    return place


def decide(house: House, *rules: dict[str, str]) -> None:
    with (house.root / "seeds/reference/idr_manual_rules.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rules)


@pytest.fixture(scope="module")
def house(new_house: Callable[[str], House], tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with settings of its own; the tests below decide one thing after the other."""
    house = new_house("rules")
    root = own_settings(house.root, tmp_path_factory.mktemp("settings") / "checkout")
    house = House(root, house.raw, house.warehouse, root.with_name("targets"))
    house.deliver("2026-03-01", FIRST)
    house.build(*BUILD)
    return house


def contacts(house: House) -> dict[str, str]:
    return {key: user for (kind, key), user in people(house).items() if kind == "contact"}


def everybody(house: House) -> Any:
    return house.query("select record_id, user_id from identity.user_map order by all")


UNMERGE = rule("not-ann", "cannot_link", "crm:crm-ann", "loyalty:card-ann")


def says(house: House, *arguments: str) -> str:
    """What a command of `dmp identity` prints, with single blanks."""
    places = {"DMP_WAREHOUSE": house.warehouse, "DMP_RAW": house.raw, "DMP_LANDING": house.raw}
    target = house.warehouse.with_name("target")
    places |= {"DBT_TARGET_PATH": target, "DBT_LOG_PATH": target}
    environment = {name: str(place) for name, place in places.items()} | {"COLUMNS": "300"}
    with chdir(house.root):
        ended = CliRunner().invoke(app, ["identity", *arguments], env=environment)
    assert not ended.exception or isinstance(ended.exception, SystemExit), ended.exception
    return " ".join((ended.stdout + ended.stderr).split())


def test_malformed_identifiers_are_kept_with_their_reason_and_counted(house: House) -> None:
    kept = house.query(
        "select id_type, id_value, invalid_reason from intermediate.int_idr_identifiers"
        " where not is_valid order by all"
    )
    assert kept == [
        ("email", "no address", "not an address"),
        ("phone", "12", "not a number, or without its country"),
    ]
    cut = house.query(
        "select status, cut_by from intermediate.int_idr_edges_det where cut_reason = 'invalid'"
        " order by all"
    )
    assert cut == sorted(("cut", reason) for _, _, reason in kept)
    counted = "select value from identity.run_metrics where metric = 'values_invalid'"
    assert house.query(counted) == [(2.0,)]


def test_explain_names_the_evidence_or_its_absence(house: House) -> None:
    said = says(house, "explain", "crm:crm-ann", "shop:order:order-guest")
    assert "crm:crm-ann and shop:order:order-guest belong together." in said
    assert "crm:crm-ann email ann@example.com holds" in said
    assert "shop:order:order-guest email ann@example.com holds" in said
    assert "no identifier and no likely match" in says(house, "explain", "shop:bea", "crm:crm-eve")
    assert "the nearest is 'shop:contact:ann'" in says(house, "explain", "shop:anm", "shop:bea")


def test_unmerge_waits_for_must_links_that_no_build_has_heard_of(house: House) -> None:
    decide(house, rule("new", "must_link", "shop:ann", "crm:crm-dan"))
    said = says(
        house,
        *("unmerge", contacts(house)["ann"], "--record", "crm:crm-old"),
        *("--author", "kim", "--reason", "two people"),
    )
    assert f"{FILE}, row 2: the must_link 'new' is newer than the last build" in said
    decide(house)


def test_unmerge_parts_records_and_touches_nobody_else(house: House) -> None:
    before = people(house)
    user = before["contact", "ann"]
    leaving = {("contact", "card-ann"), ("order", "order-guest")}
    assert {before[record] for record in leaving} == {user}
    arguments = ["--record", "loyalty:card-ann", "--record", "shop:order:order-guest"]
    said = says(house, "unmerge", user, *arguments, "--author", "kim", "--reason", "they, called")
    assert "leaves 4 records" in said
    assert "keeps its id" in said
    house.build(*BUILD)
    after = people(house)
    moved = {record for record, user in after.items() if before[record] != user}
    assert moved == leaving
    assert not {after[record] for record in leaving} & set(before.values())


def test_facts_follow_an_unmerge_and_keep_their_id_at_the_event(house: House) -> None:
    who = people(house)
    keys = "select user_id, user_id_at_event from marts.orders where order_id = 'order-guest'"
    assert house.query(keys) == [(who["order", "order-guest"], who["contact", "ann"])]
    said = says(house, "moves")
    split = f"split {who['contact', 'ann']} {who['order', 'order-guest']}"
    assert split in said
    assert f"marts.orders {who['contact', 'ann']} {who['order', 'order-guest']} 1" in said


def test_unmerge_sticks_on_a_full_refresh(house: House) -> None:
    before = everybody(house)
    house.build(*BUILD, "--full-refresh")
    assert everybody(house) == before


def test_unmerged_edge_keeps_its_reason_and_the_value_belongs_to_who_stays(house: House) -> None:
    cut = house.query(
        "select id_type, cut_reason, rule_id like 'unmerge %' from"
        " intermediate.int_idr_parted_edges order by id_type"
    )
    assert cut == [("email", "cannot_link", True), ("phone", "cannot_link", True)]
    owner = house.query("select user_id from identity.identifier_map where id_type = 'phone'")
    assert owner == [(contacts(house)["crm-ann"],)]
    said = says(house, "explain", "crm:crm-ann", "loyalty:card-ann")
    assert "are not one user" in said
    assert "cannot_link (rule unmerge" in said
    assert "(kim: they, called)" in said


def test_cannot_link_holds_against_a_shared_address_through_others(house: House) -> None:
    """The shop's and the old CRM record share the address with each other and with a guest order."""
    decide(house, UNMERGE)
    house.build(*BUILD)
    before = people(house)
    assert before["contact", "ann"] != before["contact", "card-ann"]
    assert before["contact", "ann"] == before["order", "order-guest"], "its rule is deleted"
    decide(house, UNMERGE, rule("old", "cannot_link", "shop:ann", "crm:contact:crm-old"))
    house.build(*BUILD)
    after = people(house)
    moved = {record for record, user in after.items() if before[record] != user}
    assert moved == {("contact", "crm-old")}


def test_must_link_joins_what_shares_nothing_two_accounts_included(house: House) -> None:
    before = contacts(house)
    accounts = rule("one-bea", "must_link", "shop:bea", "shop:bea-again")
    decide(
        house,
        UNMERGE,
        accounts,
        rule("dan-is-eve", "must_link", "crm:crm-dan", "crm:crm-eve"),
        rule("eves-order", "must_link", "crm:crm-eve", "shop:order:order-desk"),
    )
    house.build(*BUILD)
    after = people(house)
    assert after["contact", "bea"] == after["contact", "bea-again"]
    assert after["contact", "crm-dan"] == after["contact", "crm-eve"]
    assert before["crm-dan"] != before["crm-eve"]
    assert before["bea"] != before["bea-again"]
    assert after["contact", "ann"] == after["contact", "crm-old"], "a deleted rule holds no longer"
    evidence = house.query("select evidence from identity.history where event = 'merge' order by 1")
    assert ("must_link one-bea",) in evidence
    house.build("--select", "path:tests/data/identity", command="test")


def test_kept_id_survives_a_merge_though_it_is_younger(house: House) -> None:
    young = contacts(house)["card-ann"]
    decide(house, rule("keep", "keep_id", young))
    house.build(*BUILD)
    assert contacts(house)["crm-ann"] == contacts(house)["card-ann"] == young


def test_kept_id_of_nobody_here_is_a_warning(house: House) -> None:
    """The seed serves all datasets, and a user may be gone."""
    elsewhere = "3d6f4b1e-0000-4000-8000-a1b2c3d4e5f6"
    decide(house, rule("keep", "keep_id", elsewhere))
    done = house.dbt("build", *BUILD)
    assert done.returncode == 0, done.stdout[-6000:]
    said = " ".join(done.stdout.split())
    assert f"{FILE}, row 2: there is no user '{elsewhere}' in this warehouse" in said


def test_kept_id_of_a_user_who_was_merged_is_refused(house: House) -> None:
    old, new = house.query("select old_user_id, new_user_id from identity.redirects order by 1")[0]
    said = refused(house, rule("keep", "keep_id", old))
    assert f"{FILE}, row 2: the user '{old}' was merged into '{new}'" in said


def test_blocked_value_links_nobody_and_names_its_rule(house: House) -> None:
    """It is normalised as the identifiers are: people write addresses in capitals and with blanks."""
    decide(house, rule("desk", "block_value", "email", " Desk@Example.COM "))
    house.build(*BUILD)
    after = people(house)
    assert after["contact", "crm-dan"] != after["order", "order-desk"]
    cut = house.query(
        "select distinct status, cut_reason, cut_by from intermediate.int_idr_edges_det"
        " where id_value = 'desk@example.com'"
    )
    assert cut == [("cut", "blocked", "rule desk")]


def refused(house: House, *rules: dict[str, str]) -> str:
    """What dbt says when it stops; the schema `reference` shows that it wrote nothing."""
    before = house.query("select count(*) from reference.idr_manual_rules")
    decide(house, *rules)
    done = house.dbt("build", *BUILD)
    assert done.returncode != 0
    assert "START seed" not in done.stdout, "something was built"
    assert house.query("select count(*) from reference.idr_manual_rules") == before
    return " ".join(done.stdout.split())


FILE = "seeds/reference/idr_manual_rules.csv"


def test_misspelt_kind_is_refused_with_the_nearest_word(house: House) -> None:
    said = refused(house, rule("r", "cannot_lnk", "shop:ann", "crm:crm-old"))
    assert f"{FILE}, row 2: there is no kind 'cannot_lnk'; the nearest is 'cannot_link'" in said


def test_blocked_value_that_nothing_can_be_is_refused(house: House) -> None:
    """A national number does not tell its country."""
    said = refused(
        house,
        rule("fine", "block_value", "phone", "+49 (0)152 28817101"),
        rule("national", "block_value", "phone", "0152 28817101"),
        rule("nothing", "block_value", "anonymous_id", "undefined"),
    )
    assert (
        f"{FILE}, row 3: the phone '0152 28817101' is not a number, or without its country, so it"
        " would block nothing" in said
    )
    assert f"{FILE}, row 4: the anonymous_id 'undefined' is a word for nothing" in said
    assert f"{FILE}, row 2" not in said


def test_contradiction_is_refused_with_the_rules_that_make_it(house: House) -> None:
    said = refused(
        house,
        rule("one", "must_link", "shop:ann", "crm:crm-old"),
        rule("two", "must_link", "crm:crm-old", "loyalty:card-ann"),
        rule("no", "cannot_link", "loyalty:card-ann", "shop:ann"),
    )
    assert f"{FILE}, row 4: the cannot_link 'no' parts loyalty:card-ann and shop:ann" in said
    assert "(two, one)" in said


def test_unknown_record_source_and_user_are_refused_with_the_nearest(house: House) -> None:
    said = refused(
        house,
        rule("a", "must_link", "shop:anm", "crm:crm-old"),
        rule("b", "must_link", "shpo:ann", "crm:crm-old"),
    )
    assert f"{FILE}, row 2: no build has seen the record 'shop:anm'" in said
    assert "the nearest is 'shop:contact:ann'" in said
    assert f"{FILE}, row 3: 'shpo:ann' names a record of the source 'shpo'" in said
    assert "the nearest is 'shop'" in said
    user = contacts(house)["ann"]
    said = refused(house, rule("c", "keep_id", f"{user[:-1]}x"))
    assert f"the nearest is '{user}'" in said


def test_the_command_says_it_in_one_sentence(house: House) -> None:
    decide(house, rule("r", "must_link", "shop:ann", "crm:crm-old", author=""))
    done = subprocess.run(
        [sys.executable, "-m", "dmp.cli", "build"],
        cwd=house.root,
        env=os.environ
        | {
            "DMP_WAREHOUSE": str(house.warehouse),
            "DMP_RAW": str(house.raw),
            "DMP_LANDING": str(house.raw),
            "DBT_TARGET_PATH": str(house.warehouse.with_name("target")),
            "DBT_LOG_PATH": str(house.warehouse.with_name("target")),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"{FILE}, row 2: author is empty; it is required." in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_first_build_of_a_rule_on_a_record_that_nobody_delivers(
    house: House, new_house: Callable[[str], House]
) -> None:
    """No earlier build knows the records, so a test stops the build before users are made."""
    fresh = new_house("first")
    fresh = House(house.root, house.raw, fresh.warehouse, house.targets)
    decide(fresh, rule("r", "must_link", "shop:anm", "crm:crm-old"))
    select = ["--select", "+int_idr_evidence", "assert_manual_rules_name_records_that_exist"]
    done = fresh.dbt("build", *select, "--exclude", "resource_type:unit_test", "source:*")
    assert done.returncode != 0
    assert "FAIL 1 assert_manual_rules_name_records_that_exist" in done.stdout
