import numpy as np
import pytest

from dmp.ml import metrics

# User 0: hits at ranks 1 and 3, three targets. User 1: no hit. User 2: everything right.
HIT = np.array([[True, False, True], [False, False, False], [True, True, True]])
N_TARGETS = np.array([3, 2, 5])


def test_metrics_equal_values_computed_by_hand() -> None:
    found = metrics.per_user(HIT, N_TARGETS, 3)
    ideal_of_three = 1 + 1 / np.log2(3) + 1 / 2
    expected = {
        "ndcg": [(1 + 1 / 2) / ideal_of_three, 0, 1],
        "recall": [2 / 3, 0, 3 / 5],
        "precision": [2 / 3, 0, 1],
        "map": [(1 + 2 / 3) / 3, 0, 1],
        "hit_rate": [1, 0, 1],
        "mrr": [1, 0, 1],
    }
    assert set(found) == set(metrics.METRICS)
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, err_msg=name)


def test_a_cut_below_the_list_counts_only_the_top() -> None:
    found = metrics.per_user(HIT, N_TARGETS, 1)
    assert found["precision"].tolist() == [1, 0, 1]
    assert found["recall"].tolist() == pytest.approx([1 / 3, 0, 1 / 5])
    assert found["ndcg"].tolist() == [1, 0, 1]


def test_places_beyond_a_short_list_are_misses() -> None:
    found = metrics.per_user(HIT, N_TARGETS, 5)
    assert found["precision"].tolist() == pytest.approx([2 / 5, 0, 3 / 5])


def test_a_perfect_list_has_ndcg_and_map_one_even_with_fewer_targets_than_places() -> None:
    found = metrics.per_user(np.array([[True, True, False, False]]), np.array([2]), 4)
    assert found["ndcg"][0] == pytest.approx(1.0)
    assert found["map"][0] == pytest.approx(1.0)


def test_the_first_hit_decides_mrr() -> None:
    found = metrics.per_user(np.array([[False, False, True]]), np.array([1]), 3)
    assert found["mrr"][0] == pytest.approx(1 / 3)


def test_hits_belong_to_their_user_and_ended_lists_hit_nothing() -> None:
    lists = np.array([[4, 2, -1], [2, 4, 0]])
    hit = metrics.hits(lists, np.array([0, 1, 1]), np.array([2, 4, 4]))
    assert hit.tolist() == [[False, True, False], [False, True, False]]


def test_an_ended_list_of_a_later_user_does_not_hit_the_last_item_of_the_user_before() -> None:
    lists = np.array([[0, 1], [0, -1]])
    hit = metrics.hits(lists, np.array([0]), np.array([1]))
    assert hit.tolist() == [[False, True], [False, False]]
