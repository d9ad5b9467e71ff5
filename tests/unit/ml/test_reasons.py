"""Every score is taken apart into what adds up to it."""

import checkerboard
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from dmp.ml import als
from dmp.ml.als import AlsSettings, Contributions
from dmp.ml.contracts import BUY_AGAIN, DISCOVER
from dmp.ml.history import history
from dmp.ml.ranking import NO_ITEM
from dmp.ml.reasons import Explainer, reasons
from dmp.ml.recommend import user_recommendations
from dmp.ml.recommender import Recommender

NOBODY = "newcomer"
BLENDS = {
    "discover": {"als": 1.0, "ease": 0.5, "trend": 0.01},
    "buy_again": {"own_counts": 1.0, "own_recent": 0.2, "als": 0.2, "ease": 0.4, "trend": 0.3},
}


def recommender(interactions: pd.DataFrame | None = None) -> Recommender:
    past = history(
        checkerboard.interactions() if interactions is None else interactions,
        checkerboard.popularity(),
        pd.Series([NOBODY]),
    )
    return Recommender.train(
        past,
        top_n=6,
        min_items=2,
        als_settings=checkerboard.SETTINGS,
        ease_settings=checkerboard.EASE,
        blends=BLENDS,
    )


@pytest.mark.parametrize("task", [DISCOVER, BUY_AGAIN])
def test_parts_add_up_to_the_score_and_items_to_what_was_learned(task: str) -> None:
    made = recommender()
    asked = np.arange(len(made.past.users))
    lists = made.blended(asked, task)
    why = reasons(made, asked, lists)
    there = lists.items != NO_ITEM
    parts = why.taste + why.own + why.trend
    np.testing.assert_allclose(parts[there], lists.scores[there], atol=2e-6)
    explainer = Explainer.of(made)
    learned = np.flatnonzero((why.taste != 0).any(axis=1))
    assert learned.size
    for row in learned:
        places = there[row]
        _, added = explainer.contributions(
            row, lists.items[row, places], lists.scales["als"][row], lists.scales["ease"][row]
        )
        np.testing.assert_allclose(added.sum(axis=0), why.taste[row, places], atol=2e-5)


def test_reason_to_discover_is_an_item_of_the_own_colour_and_the_user_s_own() -> None:
    served = recommend(checkerboard.interactions())
    first = served.query("task == 'discover' and rank == 1 and user_id != @NOBODY")
    assert set(first["reason"]) == {"because_of"}
    done = checkerboard.interactions()[["user_id", "item_id"]]
    own = first.merge(done, left_on=["user_id", "reason_item_id"], right_on=["user_id", "item_id"])
    assert len(own) == len(first)
    colours = first[["item_id", "reason_item_id"]].map(checkerboard.colour)
    assert (colours["item_id"] == colours["reason_item_id"]).all()


def test_reason_to_buy_again_is_that_it_was_bought_and_nobody_s_reason_is_what_sells() -> None:
    often = checkerboard.interactions()
    often.loc[often["item_id"] == "i08", "n_purchases"] = 90
    served = recommend(often)
    again = served.query("task == 'buy_again' and rank == 1 and item_id == 'i08'")
    assert set(again["reason"]) == {"bought_before"}
    assert set(again["reason_item_id"]) == {"i08"}
    of_nobody = served.query("user_id == @NOBODY")
    assert set(of_nobody["reason"]) == {"popular"}
    assert of_nobody["reason_item_id"].isna().all()
    np.testing.assert_allclose(of_nobody["trend_share"], of_nobody["score"], atol=1e-6)


def recommend(interactions: pd.DataFrame) -> pd.DataFrame:
    everybody = [checkerboard.user(no) for no in range(checkerboard.N_USERS)]
    return user_recommendations(
        checkerboard.users([*everybody, NOBODY]),
        interactions,
        checkerboard.popularity(),
        checkerboard.refused(),
        top_n=5,
        min_items=2,
        als=checkerboard.SETTINGS,
        ease=checkerboard.EASE,
        blends=BLENDS,
    )


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 9))
def test_contributions_add_up_whether_a_user_has_more_items_than_factors_or_fewer(
    seed: int, n_items: int, factors: int
) -> None:
    chance = np.random.default_rng(seed)
    weights = sp.random(12, n_items, density=0.4, random_state=chance, format="csr") * 5
    weights.eliminate_zeros()
    setting = AlsSettings(factors=factors, iterations=3, threads=1, seed=seed)
    learned = als.fit(weights, setting, 0.7)
    confidences = als.confidence(weights, setting)
    parts = Contributions.of(learned)
    shown = np.arange(n_items)
    for user in range(12):
        row = confidences[user]
        added = parts.to(shown, row.indices.astype(np.int64), row.data)
        scores = learned.items @ learned.users[user]
        np.testing.assert_allclose(added.sum(axis=0), scores, atol=1e-4)
