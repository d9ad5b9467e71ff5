"""Pairs and B-cubed agree with counting by hand, however clusters are numbered."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmp.scorecard.agreement import agreement

PARTITIONS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12)


def test_a_perfect_partition_scores_one_whatever_its_numbers() -> None:
    score = agreement(np.array([7, 7, 3, 9]), np.array([0, 0, 1, 2]))
    assert (score.precision, score.recall, score.f1) == (1.0, 1.0, 1.0)
    assert (score.b_cubed_precision, score.b_cubed_recall, score.b_cubed_f1) == (1.0, 1.0, 1.0)


def test_a_wrong_merge_costs_precision_and_a_split_costs_recall() -> None:
    # two people of three and two records: one record of the first lies with the second
    score = agreement(np.array([0, 0, 1, 1, 1]), np.array([0, 0, 0, 1, 1]))
    assert score.precision == pytest.approx(2 / 4)
    assert score.recall == pytest.approx(2 / 4)
    assert score.b_cubed_precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert score.b_cubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)


def test_nothing_found_together_has_no_precision_and_no_recall() -> None:
    score = agreement(np.array([0, 1, 2]), np.array([0, 0, 1]))
    assert np.isnan(score.precision)
    assert score.recall == 0.0
    assert np.isnan(score.f1)


@given(PARTITIONS)
def test_pairs_are_those_that_counting_finds(rows: list[tuple[int, int]]) -> None:
    found, true = np.array(rows).T
    together = [(a[0] == b[0], a[1] == b[1]) for a, b in combinations(rows, 2)]
    right = sum(a and b for a, b in together)
    score = agreement(found, true)
    for value, whole in (
        (score.precision, sum(a for a, _ in together)),
        (score.recall, sum(b for _, b in together)),
    ):
        assert np.isnan(value) if whole == 0 else value == pytest.approx(right / whole)


@given(PARTITIONS)
def test_swapping_the_partitions_swaps_precision_and_recall(rows: list[tuple[int, int]]) -> None:
    found, true = np.array(rows).T
    forth, back = agreement(found, true), agreement(true, found)
    assert forth.b_cubed_precision == pytest.approx(back.b_cubed_recall)
    np.testing.assert_allclose(forth.precision, back.recall)
