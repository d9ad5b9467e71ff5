import numpy as np
import scipy.sparse as sp

from dmp.ml import ranking
from dmp.ml.als import Factors
from dmp.ml.ranking import NO_ITEM

ALL_SHOWN = np.ones(5, dtype=np.bool_)
# One factor; the score of an item is the number in its row. Items 1 and 3 are equal.
FACTORS = Factors(
    users=np.array([[1.0], [1.0]], dtype=np.float32),
    items=np.array([[0.1], [0.5], [0.9], [0.5], [0.7]], dtype=np.float32),
)
BOTH = np.array([0, 1])


def by_factors(n: int, candidates: np.ndarray, excluded: sp.csr_matrix | None) -> ranking.Lists:
    return ranking.by_factors(FACTORS, BOTH, n, candidates=candidates, excluded=excluded, threads=1)


def test_factors_rank_by_score_and_equal_scores_by_item() -> None:
    lists = by_factors(4, ALL_SHOWN, None)
    assert lists.items.tolist() == [[2, 4, 1, 3]] * 2
    np.testing.assert_allclose(lists.scores[0], [0.9, 0.7, 0.5, 0.5])


def test_a_tie_at_the_end_of_the_list_is_decided_by_item() -> None:
    assert by_factors(3, ALL_SHOWN, None).items[0].tolist() == [2, 4, 1]


def test_excluded_pairs_and_hidden_items_never_appear_however_long_the_list() -> None:
    excluded = sp.csr_matrix(np.array([[0, 0, 1, 0, 0], [0, 0, 0, 0, 0]], dtype=np.float32))
    candidates = np.array([True, True, True, False, True])
    lists = by_factors(10, candidates, excluded)
    assert lists.items[0].tolist() == [4, 1, 0] + [NO_ITEM] * 7
    assert lists.items[1].tolist() == [2, 4, 1, 0] + [NO_ITEM] * 6
    assert np.nanmin(lists.scores) >= 0.1  # not -3.4e38, the score of filtered items


def test_popularity_skips_what_the_user_has() -> None:
    popularity = np.array([5.0, 9.0, 1.0, 9.0, 0.0])
    excluded = sp.csr_matrix(np.array([[0, 1, 0, 0, 0], [1, 1, 1, 1, 0]]))
    lists = ranking.by_popularity(popularity, 2, 3, candidates=ALL_SHOWN, excluded=excluded)
    assert lists.items.tolist() == [[3, 0, 2], [4, NO_ITEM, NO_ITEM]]


def test_popularity_is_the_same_in_chunks(monkeypatch: object) -> None:
    random = np.random.default_rng(2)
    popularity = random.integers(0, 9, 30).astype(float)
    excluded = sp.csr_matrix(random.random((25, 30)) < 0.4)
    shown = random.random(30) < 0.8

    def lists() -> ranking.Lists:
        return ranking.by_popularity(popularity, 25, 6, candidates=shown, excluded=excluded)

    whole = lists()
    monkeypatch.setattr(ranking, "USERS_PER_CHUNK", 7)
    np.testing.assert_array_equal(whole.items, lists().items)


def test_own_counts_come_first_ties_and_the_rest_by_popularity() -> None:
    purchases = sp.csr_matrix(np.array([[2, 0, 0, 2, 7], [0, 0, 0, 0, 0]]))
    popularity = np.array([3.0, 10.0, 8.0, 6.0, 0.0])
    lists = ranking.by_own_counts(purchases, popularity, 4, candidates=ALL_SHOWN)
    assert lists.items.tolist() == [[4, 3, 0, 1], [1, 2, 3, 0]]


def test_own_counts_leave_out_what_may_not_be_shown() -> None:
    purchases = sp.csr_matrix(np.array([[2, 0, 0, 2, 7]]))
    shown = np.array([True, True, False, True, False])
    lists = ranking.by_own_counts(purchases, np.ones(5), 5, candidates=shown)
    assert lists.items[0].tolist() == [0, 3, 1, NO_ITEM, NO_ITEM]


def test_nobody_and_nothing_give_empty_lists() -> None:
    nobody = np.empty(0, dtype=np.int64)
    lists = ranking.by_factors(FACTORS, nobody, 3, candidates=ALL_SHOWN, excluded=None, threads=1)
    assert lists.items.shape == (0, 3)
    none_shown = ranking.by_popularity(
        np.ones(5), 2, 3, candidates=np.zeros(5, dtype=np.bool_), excluded=None
    )
    assert (none_shown.items == NO_ITEM).all()
    assert (by_factors(3, np.zeros(5, dtype=np.bool_), None).items == NO_ITEM).all()
