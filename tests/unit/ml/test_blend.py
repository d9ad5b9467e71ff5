import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from dmp.ml import blend
from dmp.ml.ranking import NO_ITEM

# three users, four items
LOUD = np.array([[100, 50, 0, 0], [0, 0, 0, 0], [7, 0, 0, 7]], dtype=np.float32)
QUIET = np.array([[0, 0, 0.5, 1], [0, 1, 0, 0], [0, 0, 0, 0]], dtype=np.float32)
WAYS = {"loud": lambda users: LOUD[users], "quiet": lambda users: QUIET[users]}
EVERYBODY = np.arange(3)
ALL = np.ones(4, dtype=np.bool_)


def test_each_way_is_scaled_by_its_best_score_before_it_is_weighed() -> None:
    lists = blend.by_blend(
        WAYS, {"loud": 1.0, "quiet": 0.6}, EVERYBODY, 4, candidates=ALL, excluded=None
    )
    assert lists.items.tolist() == [[0, 3, 1, 2], [1, 0, 2, 3], [0, 3, 1, 2]]
    assert lists.scores[0] == pytest.approx([1.0, 0.6, 0.5, 0.3])
    assert lists.scores[1] == pytest.approx([0.6, 0, 0, 0])


def test_the_best_score_is_that_of_what_may_be_shown() -> None:
    excluded = sp.csr_matrix(([1.0], ([0], [0])), shape=(3, 4))
    candidates = np.array([True, True, True, False])
    lists = blend.by_blend(
        WAYS,
        {"loud": 1.0, "quiet": 0.6},
        EVERYBODY,
        4,
        candidates=candidates,
        excluded=excluded,
    )
    assert lists.items[0].tolist() == [1, 2, NO_ITEM, NO_ITEM]
    assert lists.scores[0, :2] == pytest.approx([1.0, 0.6])


def test_a_way_without_weight_is_not_asked_and_an_unknown_one_is_an_error() -> None:
    def never(users: np.ndarray) -> np.ndarray:
        raise AssertionError(users)

    blend.by_blend(
        WAYS | {"never": never},
        {"loud": 1.0, "never": 0.0},
        EVERYBODY,
        1,
        candidates=ALL,
        excluded=None,
    )
    with pytest.raises(KeyError, match="lout"):
        blend.by_blend(WAYS, {"lout": 1.0}, EVERYBODY, 1, candidates=ALL, excluded=None)


@given(st.data())
def test_no_list_holds_what_may_not_be_shown_or_an_item_twice_and_chunks_do_not_matter(
    data: st.DataObject,
) -> None:
    n_users, n_items = data.draw(st.integers(0, 5)), data.draw(st.integers(1, 6))
    seed = data.draw(st.integers(0, 999))
    random = np.random.default_rng(seed)
    scores = random.integers(-2, 3, (n_users, n_items)).astype(np.float32)
    candidates = random.random(n_items) < 0.7
    excluded = sp.csr_matrix((random.random((n_users, n_items)) < 0.3).astype(float))
    arguments = (
        {"way": lambda users: scores[users]},
        {"way": 1.0},
        np.arange(n_users),
        3,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blend, "CELLS_PER_CHUNK", 2 * n_items)
        chunked = blend.by_blend(*arguments, candidates=candidates, excluded=excluded)
    lists = blend.by_blend(*arguments, candidates=candidates, excluded=excluded)
    assert (chunked.items == lists.items).all()
    for user, items in enumerate(lists.items.tolist()):
        shown = [item for item in items if item != NO_ITEM]
        may = [i for i in range(n_items) if candidates[i] and excluded[user, i] == 0]
        assert len(shown) == len(set(shown)) == min(3, len(may))
        assert set(shown) <= set(may)
        best = sorted(may, key=lambda i: (-scores[user, i], i))
        if may and max(scores[user, may]) > 0:
            assert shown == best[:3]
