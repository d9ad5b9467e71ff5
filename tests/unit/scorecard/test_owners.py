"""Every record gets the person the truth names, else the one its account, address or cookie has."""

import pandas as pd

from dmp.scorecard.owners import owned_records, people_of_users

OWNERS = pd.DataFrame(
    [
        ("shop", "contact", "C1", "anna"),
        ("shop", "contact", "C2", "bert"),
        ("web", "visitor", "k1", "anna"),
        ("email", "recipient", "bert@example.com", "bert"),
    ],
    columns=["source", "record_type", "record_key", "person_id"],
)
RECORDS = pd.DataFrame(
    [
        ("r1", "u1", "shop", "contact", "C1"),
        ("r2", "u1", "web", "visitor", "k1"),
        ("r3", "u2", "web", "visitor", "k1~C2"),
        ("r4", "u2", "web", "link", "a link"),
        ("r5", "u3", "consents", "statement", "nobody"),
    ],
    columns=["record_id", "user_id", "source", "record_type", "record_key"],
)
IDENTIFIERS = pd.DataFrame(
    [
        ("r1", "user_id", "C1"),
        ("r2", "anonymous_id", "k1"),
        ("r3", "anonymous_id", "k1"),
        ("r3", "user_id", "C2"),
        ("r4", "anonymous_id", "k1"),
        ("r4", "email", "bert@example.com"),
        ("r5", "email", "stranger@example.com"),
    ],
    columns=["record_id", "id_type", "id_value"],
)


def owned() -> pd.DataFrame:
    return owned_records(RECORDS, IDENTIFIERS, OWNERS).set_index("record_id")


def test_named_records_belong_to_whom_the_truth_says() -> None:
    found = owned()
    assert found.loc[["r1", "r2"], "person_id"].tolist() == ["anna", "anna"]
    assert found["is_named"].tolist() == [True, True, False, False, False]


def test_on_a_shared_computer_the_account_tells_who_sat_there() -> None:
    assert owned().loc["r3", "person_id"] == "bert"


def test_an_address_speaks_before_a_cookie() -> None:
    assert owned().loc["r4", "person_id"] == "bert"


def test_a_record_that_nobody_knows_belongs_to_nobody() -> None:
    assert pd.isna(owned().loc["r5", "person_id"])


def test_a_user_is_the_person_with_most_of_its_records_and_ties_have_a_rule() -> None:
    mixed = pd.DataFrame(
        {
            "user_id": ["u1", "u1", "u1", "u2", "u2", "u3"],
            "person_id": ["bert", "bert", "anna", "bert", "anna", None],
        }
    )
    assert people_of_users(mixed).to_dict() == {"u1": "bert", "u2": "anna"}
