"""Chance is the mean over all orders; the oracle ranks by what the person likes."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from dmp.scorecard.recommendations import CHANCE, ORACLE, bounds, pick_chances
from dmp.scorecard.truth import Truth

ITEMS = ["a", "b", "c", "d"]
TRUTH = Truth(
    people=pd.DataFrame({"person_id": ["anna", "bert"]}),
    owners=pd.DataFrame(),
    tastes=pd.DataFrame(
        {"person_id": ["anna", "bert"], "category": ["Tea", "Tools"], "affinity": [0.9, 0.9]}
    ),
    items=pd.DataFrame(
        {
            "product_id": ITEMS,
            "category": ["Tea", "Tea", "Tools", "Tools"],
            "appeal": [0.1, 0.2, 0.4, 0.3],
        }
    ),
)
POPULARITY = pd.DataFrame({"item_id": ITEMS, "snapshot": "evaluation"})
PAST = pd.DataFrame(
    {"user_id": ["u1"], "item_id": ["b"], "snapshot": "evaluation", "n_purchases": [1]}
)
PEOPLE = pd.Series({"u1": "anna", "u2": "bert"})


def reach(holdout: list[tuple[str, str]]) -> dict[tuple[str, str], float]:
    targets = pd.DataFrame(holdout, columns=["user_id", "item_id"])
    found = bounds(TRUTH, PEOPLE, holdout=targets, interactions=PAST, popularity=POPULARITY)
    return {(each.task, each.method): each.ndcg for each in found}


def ndcg(order: tuple[str, ...], targets: set[str]) -> float:
    gains = [1 / np.log2(place + 2) for place in range(10)]
    won = sum(gain for gain, item in zip(gains, order, strict=False) if item in targets)
    return float(won / sum(gains[: len(targets)]))


def test_chance_is_the_mean_over_all_orders() -> None:
    orders = [ndcg(order, {"a", "c"}) for order in permutations(ITEMS)]
    assert reach([("u1", "a"), ("u1", "c")])["buy_again", CHANCE] == pytest.approx(np.mean(orders))


def test_discovering_leaves_out_what_was_bought() -> None:
    found = reach([("u1", "a"), ("u1", "b")])
    rest = [ndcg(order, {"a"}) for order in permutations(["a", "c", "d"])]
    assert found["discover", CHANCE] == pytest.approx(np.mean(rest))
    # Anna likes tea: of the items left, 'a' is the only one
    assert found["discover", ORACLE] == 1.0
    assert found["buy_again", ORACLE] == pytest.approx(ndcg(("b", "a"), {"a", "b"}))


def test_what_nobody_could_have_recommended_counts_as_a_miss() -> None:
    found = reach([("u2", "c"), ("u2", "launched later")])
    assert found["buy_again", ORACLE] == pytest.approx(ndcg(("c",), {"c", "launched later"}))


def test_a_task_without_targets_is_left_out() -> None:
    assert {task for task, _ in reach([("u1", "b")])} == {"buy_again"}


def test_a_person_without_known_tastes_follows_the_herd() -> None:
    chances = pick_chances(TRUTH, pd.Series([None, "anna"]), pd.Index(["a", "c", "unheard of"]))
    assert chances[0, 1] > chances[0, 0]
    assert chances[1, 0] > chances[1, 1]
    assert chances[:, 2].tolist() == [0.0, 0.0]


def test_the_style_of_a_brand_speaks_where_the_truth_tells_it() -> None:
    styled = Truth(
        people=TRUTH.people.assign(style_1=[1.0, 0.0], style_2=0.0),
        owners=TRUTH.owners,
        tastes=TRUTH.tastes,
        items=TRUTH.items.assign(style_1=[2.0, 0.0, 0.0, 0.0], style_2=0.0),
    )
    people, items = pd.Series(["anna", "bert"]), pd.Index(ITEMS)
    ratio = pick_chances(styled, people, items) / pick_chances(TRUTH, people, items)
    expected = np.ones((2, 4))
    expected[0, 0] = np.exp(2.0)
    np.testing.assert_allclose(ratio, expected)
