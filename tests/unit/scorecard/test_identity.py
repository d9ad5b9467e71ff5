"""The methods beside ours do what their names say."""

import pandas as pd
import pytest

from dmp.scorecard.identity import IdentityScore, identity_scores

# Anna: r1 and r2 share an address, r3 shares a phone with r2. Bert: r4. Both wrote the same junk.
OWNED = pd.DataFrame(
    [
        ("r1", "u1", "contact", "anna", True),
        ("r2", "u1", "order", "anna", True),
        ("r3", "u2", "contact", "anna", True),
        ("r4", "u3", "contact", "bert", True),
        ("r5", "u3", "statement", None, False),
    ],
    columns=["record_id", "user_id", "record_type", "person_id", "is_named"],
)
IDENTIFIERS = pd.DataFrame(
    [
        ("r1", "email", "anna@example.com"),
        ("r2", "email", "anna@example.com"),
        ("r2", "phone", "+493012345"),
        ("r3", "phone", "+493012345"),
        ("r3", "user_id", "guest"),
        ("r4", "user_id", "guest"),
        ("r5", "email", "guest"),
    ],
    columns=["record_id", "id_type", "id_value"],
)


def scores(owned: pd.DataFrame = OWNED) -> dict[tuple[str, str], IdentityScore]:
    found = identity_scores(owned, IDENTIFIERS, seed=1)
    return {(score.scope, score.method): score for score in found}


def test_ours_are_the_users_over_the_records_that_the_truth_names() -> None:
    ours = scores()["all", "ours"]
    assert (ours.n_records, ours.n_people) == (4, 2)
    assert ours.agreement.precision == 1.0
    assert ours.agreement.recall == pytest.approx(1 / 3)


def test_without_rules_junk_joins_two_people() -> None:
    free = scores()["all", "no rules"].agreement
    assert free.precision == pytest.approx(3 / 6)
    assert free.recall == 1.0


def test_a_shared_address_finds_only_what_shares_it() -> None:
    same = scores()["all", "same e-mail"].agreement
    assert (same.precision, same.recall) == (1.0, pytest.approx(1 / 3))


def test_the_ceiling_joins_along_chains_but_never_two_people() -> None:
    ceiling = scores()["all", "ceiling of exact evidence"].agreement
    assert (ceiling.precision, ceiling.recall) == (1.0, 1.0)


def test_the_oracle_is_one_and_records_alone_find_nothing() -> None:
    found = scores()
    assert found["all", "oracle"].agreement.f1 == 1.0
    assert found["all", "every record alone"].agreement.recall == 0.0


def test_contacts_are_judged_apart() -> None:
    contacts = scores()["contacts", "ours"]
    assert (contacts.n_records, contacts.n_people) == (3, 2)
    assert contacts.agreement.recall == 0.0


def test_chance_is_the_same_again_and_the_order_of_records_means_nothing() -> None:
    shuffled = OWNED.iloc[::-1]
    assert repr(scores()) == repr(scores(shuffled))
