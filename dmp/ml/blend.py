"""Several ways to score items, put together: each scaled per user by its best score, then added with a weight.

A task has two to four components; those of weight 0 cost nothing. Scaling by the maximum keeps the shape of
each component's scores, which ranks alone would lose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from dmp.ml import ranking
from dmp.ml.arrays import BoolArray, Factor, FloatArray, IntArray, Sparse
from dmp.ml.ranking import Lists
from dmp.ml.threads import one_blas_thread

# (positions of m users) -> scores (m, n_items), float32
Component = Callable[[IntArray], Factor]
# Scores that are held at once: 32 MB of each component.
CELLS_PER_CHUNK = 8_000_000


@dataclass(frozen=True)
class Blended(Lists):
    """Lists of m users, and what each component adds to their scores.

    Attributes
    ----------
    shares
        By component (m, n): its part of the score; the parts of a place sum up to its score. 0 after the end.
    scales
        By component (m,): what a raw score of it is multiplied by; 0 where it says nothing.
    """

    shares: Mapping[str, FloatArray]
    scales: Mapping[str, FloatArray]

    def put_all(self, rows: BoolArray, other: Blended) -> None:
        """Put the lists of `other`, as many as there are true `rows` (m,), into these rows, with their shares."""
        self.put(rows, other)
        for name, share in other.shares.items():
            self.shares[name][rows] = share
            self.scales[name][rows] = other.scales[name]


def nothing_blended(components: Iterable[str], n_users: int, n: int) -> Blended:
    """Make the lists of n places of `n_users` users who are shown nothing."""
    lists = ranking.no_lists(n_users, n)
    names = tuple(components)
    return Blended(
        lists.items,
        lists.scores,
        {name: np.zeros((n_users, n)) for name in names},
        {name: np.zeros(n_users) for name in names},
    )


def by_blend(
    components: Mapping[str, Component],
    weights: Mapping[str, float],
    users: IntArray,
    n: int,
    *,
    candidates: BoolArray,
    excluded: Sparse | None,
) -> Blended:
    """Rank the candidates by the weighted sum of the scaled components.

    Parameters
    ----------
    components
        By name; those that `weights` does not name, or names with 0, are not asked.
    users
        (m,) positions of the users.
    excluded
        csr (m, n_items), row by row as `users`: pairs stored here are left out.

    Returns
    -------
    Blended
        The scores are sums of at most the sum of the weights.

    Raises
    ------
    KeyError
        A weight names no component.
    """
    used = {name: weight for name, weight in sorted(weights.items()) if weight > 0}
    lists = nothing_blended(used, users.size, n)
    step = max(1, CELLS_PER_CHUNK // max(1, candidates.size))
    for start in range(0, users.size, step):
        chunk = slice(start, start + step)
        some = users[chunk]
        may_show = np.tile(candidates, (some.size, 1))
        if excluded is not None:
            may_show[excluded[chunk].nonzero()] = False
        with one_blas_thread():
            raw = {name: components[name](some) for name in used}
        scales = {name: weight * scale(raw[name], may_show) for name, weight in used.items()}
        total = np.zeros(may_show.shape, dtype=np.float32)
        for name, factors in scales.items():
            total += factors[:, None].astype(np.float32) * raw[name]
        best = _best(np.where(may_show, total, -np.inf), n)
        lists.items[chunk], lists.scores[chunk] = best.items, best.scores
        rows, places = np.nonzero(best.items != ranking.NO_ITEM)
        for name, factors in scales.items():
            lists.scales[name][chunk] = factors
            chosen = raw[name][rows, best.items[rows, places]]
            lists.shares[name][start + rows, places] = factors[rows] * chosen
    return lists


def scale(scores: Factor, may_show: BoolArray) -> FloatArray:
    """Give (m,) what makes the best score where `may_show` (m, n_items) one; 0 for rows without a positive."""
    best = scores.max(axis=1, initial=0.0, where=may_show).astype(np.float64)
    return np.where(best > 0, 1.0 / np.where(best > 0, best, 1.0), 0.0)


def _best(total: Factor, n: int) -> Lists:
    """Take the best n of each row; some more are fetched, since `rank` decides ties."""
    width = min(n + ranking.TIE_MARGIN, total.shape[1])
    heads = np.argpartition(-total, width - 1, axis=1)[:, :width] if width else total[:, :0]
    rows = np.repeat(np.arange(total.shape[0]), width)
    items = heads.ravel().astype(np.int64)
    scores = total[rows, items].astype(np.float64)
    real = np.isfinite(scores)
    return ranking.rank(rows[real], items[real], scores[real], total.shape[0], n)
