"""Separation is measured as written, and chance and oracle keep the sizes of our groups."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from dmp.scorecard.segments import by_chance, by_truth, separation
from dmp.scorecard.truth import Truth

SIZES = np.array([40, 60, 100])


def test_spread_and_eta_squared_are_those_of_the_formula() -> None:
    found = separation("ours", SIZES, np.array([20, 12, 8]))
    bought = np.concatenate([np.arange(n) < k for n, k in zip(SIZES, (20, 12, 8), strict=True)])
    rates = np.repeat([20 / 40, 12 / 60, 8 / 100], SIZES)
    assert found.spread == pytest.approx(0.5 - 0.08)
    assert found.eta_squared == pytest.approx(rates.var() / bought.var())


def test_groups_that_tell_all_have_one_and_equal_groups_nothing() -> None:
    assert separation("ours", SIZES, np.array([40, 0, 0])).eta_squared == pytest.approx(1.0)
    assert separation("ours", SIZES, np.array([4, 6, 10])).eta_squared == pytest.approx(0.0)


def test_an_empty_group_and_a_window_without_buyers_are_no_error() -> None:
    assert separation("ours", np.array([5, 0]), np.array([2, 0])).spread == 0.0
    assert separation("ours", SIZES, np.zeros(3, dtype=np.int64)).eta_squared == 0.0


def test_chance_has_the_eta_squared_that_statistics_expects() -> None:
    # N * eta squared of g random groups is about chi squared with g - 1 degrees of freedom
    chance = by_chance(SIZES, np.array([20, 12, 8]), level=0.99, samples=20_000, seed=3)
    assert chance.eta_squared * 200 == pytest.approx(9.21, rel=0.1)


def test_chance_is_the_same_again() -> None:
    buyers = np.array([20, 12, 8])
    first, second = (by_chance(SIZES, buyers, level=0.9, samples=50, seed=3) for _ in range(2))
    assert first == second


def test_the_oracle_takes_the_keenest_who_are_still_there() -> None:
    truth = Truth(
        people=pd.DataFrame(
            {
                "person_id": ["left", "keen", "slow", "leaves later"],
                "purchase_rate": [0.9, 0.5, 0.1, 0.6],
                "dropout_at": pd.to_datetime(["2026-05-01", None, None, "2026-06-10"]),
            }
        ),
        owners=pd.DataFrame(),
        tastes=pd.DataFrame(),
        items=pd.DataFrame(),
    )
    people = pd.Series(["left", "slow", None, "keen", "leaves later"])
    found = by_truth(
        truth,
        people,
        np.array([False, False, False, True, True]),
        sizes=np.array([2, 3]),
        cutoff=datetime(2026, 6, 3),  # noqa: DTZ001 - UTC without zone, as in the warehouse
    )
    assert found.spread == 1.0
