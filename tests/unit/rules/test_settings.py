"""Slips in the seeds: each is one sentence with file, row and the nearest word."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmp.rules.records import RECORD_TYPES, Record, parse_record
from dmp.rules.seeds import Seed, read_seeds
from dmp.rules.settings import (
    id_type_problems,
    named_records,
    outlier_problems,
    rule_problems,
    seed_problems,
    source_problems,
)

ID_TYPES = ["user_id", "email", "phone", "device_id", "anonymous_id"]
TOLD = "kim,the customer called,2026-03-05T10:00:00Z"


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """A project folder with the shipped seeds."""
    shutil.copytree(root / "seeds/reference", tmp_path / "seeds/reference")
    return tmp_path


def edit(folder: Path, seed: str, old: str, new: str) -> list[str]:
    path = folder / f"seeds/reference/{seed}.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return seed_problems(read_seeds(folder))


def rules(folder: Path, *lines: str) -> Seed:
    with (folder / "seeds/reference/idr_manual_rules.csv").open("a") as file:
        file.writelines(f"{line}\n" for line in lines)
    return read_seeds(folder)["idr_manual_rules"]


def test_shipped_seeds_are_possible(folder: Path) -> None:
    seeds = read_seeds(folder)
    assert seed_problems(seeds) == []
    assert id_type_problems(seeds["idr_id_types"], ID_TYPES) == []


@pytest.mark.parametrize(
    ("seed", "old", "new", "sentence"),
    [
        (
            "idr_id_types",
            "email,,strong",
            "email,,strnog",
            "idr_id_types.csv, row 3: there is no tier 'strnog'; the nearest is 'strong'"
            " (known: anchor, device, strong).",
        ),
        (
            "idr_id_types",
            "phone,,strong,3,5",
            "phone,,strong,3,0",
            "idr_id_types.csv, row 4: max_per_user is 0, the least is 1.",
        ),
        (
            "idr_id_types",
            "phone,,strong,3,5",
            "phone,,strong,3,five",
            "idr_id_types.csv, row 4: max_per_user is 'five', not a whole number.",
        ),
        (
            "idr_id_types",
            "max_per_user",
            "max_per_usr",
            "idr_id_types.csv, row 1: there is no column 'max_per_usr'; the nearest is"
            " 'max_per_user'.",
        ),
        (
            "idr_id_types",
            "email,email,",
            "email,emial,",
            "idr_id_types.csv, row 3: there is no normaliser 'emial'; the nearest is 'email'"
            " (known: email, key, lower_key, phone).",
        ),
        (
            "idr_id_types",
            "phone,phone,,",
            "phone,phone,^[+49,",
            "idr_id_types.csv, row 4: valid_pattern '^[+49' is no regular expression"
            " (unterminated character set at position 1).",
        ),
        (
            "idr_id_types",
            "strong,3,5,8,1,,",
            "strong,3,5,8,1,0,",
            "idr_id_types.csv, row 4: window_days is 0, the least is 1.",
        ),
        (
            "idr_survivorship",
            "address,most_complete",
            "address,most_complet",
            "idr_survivorship.csv, row 8: there is no strategy 'most_complet'; the nearest is"
            " 'most_complete' (known: most_complete, most_frequent, most_recent, source_priority,"
            " verified_first).",
        ),
        (
            "idr_blocked_values",
            "phone,^[+]",
            "fone,^[+]",
            "idr_blocked_values.csv, row 7: there is no id_type 'fone'; the nearest is 'phone'"
            " (known: anonymous_id, device_id, email, phone, user_id).",
        ),
        (
            "idr_blocked_values",
            "^(admin",
            "^((admin",
            "idr_blocked_values.csv, row 8: value_pattern '^((admin|system|root|dummy)$' is no"
            " regular expression (missing ), unterminated subpattern at position 1).",
        ),
        (
            "idr_blocked_values",
            "test[.]com",
            r"test\.com",
            "idr_blocked_values.csv, row 6: value_pattern"
            r" '@(localhost|test\.com|mailinator[.]com)$' holds a backslash, which Spark reads as"
            " an escape: write [.] for a dot.",
        ),
        (
            "idr_sources",
            "crm,3,false",
            "crm,3,flase",
            "idr_sources.csv, row 4: unique_per_user is 'flase'; the nearest is 'false'"
            " (known: false, true).",
        ),
        (
            "idr_sources",
            "loyalty,2",
            "shop,2",
            "idr_sources.csv, row 3: source 'shop' stands in row 2 already; give each its own.",
        ),
        (
            "idr_sources",
            "loyalty,2,true",
            "loyalty,2,true,yes",
            "idr_sources.csv, row 3: 4 fields under 3 columns; a value that holds a comma stands"
            " in double quotes.",
        ),
        (
            "currency_aliases",
            "euro,EUR",
            "euro,EURO",
            "currency_aliases.csv, row 4: there is no code 'EURO'; the nearest is 'EUR'.",
        ),
        (
            "country_aliases",
            ",DE",
            ",XD",
            "country_aliases.csv, row 12: there is no code 'XD'; the nearest is 'TD'.",
        ),
        (
            "event_weights",
            "product_added,3.0",
            "product_added,three",
            "event_weights.csv, row 3: event_weight is 'three', not a number.",
        ),
        (
            "event_weights",
            "product_added,3.0",
            "product_added,-3.0",
            "event_weights.csv, row 3: event_weight is -3.0, the least is 0.",
        ),
        (
            "outlier_rules",
            "order,gross_amount_reporting,0",
            "ordre,gross_amount_reporting,0",
            "outlier_rules.csv, row 2: there is no subject 'ordre'; the nearest is 'order'"
            " (known: order, refund).",
        ),
        (
            "idr_survivorship",
            "birth_date,most",
            "birthdate,most",
            "idr_survivorship.csv, row 6: there is no attribute 'birthdate'; the nearest is"
            " 'birth_date' (known: address, birth_date, email, family_name, gender, given_name, phone).",
        ),
        (
            "idr_blocked_values",
            "reason\n",
            "reason\nemail,^x$,why\nemail,^x$,again\n",
            "idr_blocked_values.csv, row 3: id_type and value_pattern are 'email, ^x$' as in row 2;"
            " keep one.",
        ),
    ],
)
def test_slip_in_a_seed(folder: Path, seed: str, old: str, new: str, sentence: str) -> None:
    assert edit(folder, seed, old, new) == [f"seeds/reference/{sentence}"]


def test_type_that_the_models_do_not_read(folder: Path) -> None:
    edit(folder, "idr_id_types", "email,email", "emial,email")
    assert id_type_problems(read_seeds(folder)["idr_id_types"], ID_TYPES) == [
        "seeds/reference/idr_id_types.csv, row 3: the models know no id_type 'emial'; the nearest"
        " is 'email' (known: anonymous_id, device_id, email, phone, user_id).",
        "seeds/reference/idr_id_types.csv: the id_type 'email' has no row, so nothing would be"
        " linked by it.",
    ]


def test_limits_of_an_outlier_that_are_exchanged(folder: Path) -> None:
    seed = "outlier_rules"
    assert edit(folder, seed, "gross_amount_reporting,,10000", "gross_amount_reporting,90,5") == []
    assert outlier_problems(read_seeds(folder)[seed]) == [
        "seeds/reference/outlier_rules.csv, row 3: min_value 90 is above max_value 5, so every order"
        " would be marked; exchange them."
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (f"r,must_link,shop,crm:2,{TOLD}", "row 2: 'shop' names no record; write <source>:"),
        (f"r,must_link,shop:1,shop:contact:1,{TOLD}", "row 2: a and b are the same record"),
        (f"r,block_value,emial,x@y.de,{TOLD}", "row 2: there is no id_type 'emial'; the nearest"),
        (f"r,block_value,email,,{TOLD}", "row 2: b is empty"),
        (f"r,keep_id,u-1,u-2,{TOLD}", "row 2: b is 'u-2'; a keep_id names one user_id"),
        ("r,keep_id,u-1,,kim,why,yesterday", "row 2: created_at is 'yesterday', not like"),
    ],
)
def test_rule_that_cannot_be(folder: Path, line: str, sentence: str) -> None:
    (problem,) = rule_problems(rules(folder, line), ID_TYPES)
    assert problem.startswith(f"seeds/reference/idr_manual_rules.csv, {sentence}")


def test_misspelt_kind_missing_author_and_a_name_given_twice(folder: Path) -> None:
    rules(
        folder,
        f"r,must_lnk,shop:1,crm:2,{TOLD}",
        "r,must_link,shop:1,crm:2,,,2026-03-05",
    )
    found = seed_problems(read_seeds(folder))
    assert [problem.partition(", ")[2] for problem in found] == [
        "row 3: rule_id 'r' stands in row 2 already; give each its own.",
        "row 2: there is no kind 'must_lnk'; the nearest is 'must_link' (known: block_value,"
        " cannot_link, keep_id, must_link).",
        "row 3: author is empty; it is required.",
        "row 3: reason is empty; it is required.",
    ]


def test_cannot_link_against_a_chain_of_must_links_names_the_chain(folder: Path) -> None:
    told = rules(
        folder,
        f"one,must_link,shop:1,crm:2,{TOLD}",
        f"two,must_link,loyalty:3,crm:contact:2,{TOLD}",
        f"no,cannot_link,shop:contact:1,loyalty:3,{TOLD}",
        f"fine,cannot_link,shop:1,loyalty:4,{TOLD}",
    )
    assert rule_problems(told, ID_TYPES) == [
        "seeds/reference/idr_manual_rules.csv, row 4: the cannot_link 'no' parts shop:contact:1"
        " and loyalty:3, which must_links declare one person (one, two); delete one of these rules."
    ]


def test_source_that_exists_nowhere(folder: Path) -> None:
    told = rules(folder, f"r,must_link,shpo:1,grocer:2,{TOLD}")
    assert source_problems(named_records(told), ["shop", "crm"], ["grocer"]) == [
        "seeds/reference/idr_manual_rules.csv, row 2: 'shpo:1' names a record of the source"
        " 'shpo', which does not exist; the nearest is 'shop' (known: crm, grocer, shop)."
    ]


@pytest.mark.parametrize("name", ["", "shop", "shop:", ":1", "shop:visitor:"])
def test_names_of_no_record(name: str) -> None:
    assert parse_record(name) is None


@given(
    st.text("abc", min_size=1),
    st.sampled_from(RECORD_TYPES),
    st.one_of(st.text("ab:=", min_size=1), st.sampled_from([*RECORD_TYPES, "visitor:1"])),
)
def test_name_of_a_record_is_read_back(source: str, kind: str, key: str) -> None:
    record = Record(source, kind, key)
    assert parse_record(record.name) == record
