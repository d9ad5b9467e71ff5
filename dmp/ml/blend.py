"""Several ways to score items, put together: each scaled per user by its best score, then added with a weight.

A task has two to four components; those of weight 0 cost nothing. Scaling by the maximum keeps the shape of
each component's scores, which ranks alone would lose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from dmp.ml import ranking
from dmp.ml.arrays import BoolArray, Factor, IntArray, Sparse
from dmp.ml.ranking import Lists
from dmp.ml.threads import one_blas_thread

# (positions of m users) -> scores (m, n_items), float32
Component = Callable[[IntArray], Factor]
# Scores that are held at once: 32 MB of each component.
CELLS_PER_CHUNK = 8_000_000


def by_blend(
    components: Mapping[str, Component],
    weights: Mapping[str, float],
    users: IntArray,
    n: int,
    *,
    candidates: BoolArray,
    excluded: Sparse | None,
) -> Lists:
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
    Lists
        The scores are sums of at most the sum of the weights.

    Raises
    ------
    KeyError
        A weight names no component.
    """
    used = {name: weight for name, weight in sorted(weights.items()) if weight > 0}
    lists = ranking.no_lists(users.size, n)
    step = max(1, CELLS_PER_CHUNK // max(1, candidates.size))
    for start in range(0, users.size, step):
        chunk = slice(start, start + step)
        some = users[chunk]
        may_show = np.tile(candidates, (some.size, 1))
        if excluded is not None:
            may_show[excluded[chunk].nonzero()] = False
        total = np.zeros(may_show.shape, dtype=np.float32)
        with one_blas_thread():
            for name, weight in used.items():
                total += np.float32(weight) * scaled(components[name](some), may_show)
        best = _best(np.where(may_show, total, -np.inf), n)
        lists.items[chunk], lists.scores[chunk] = best.items, best.scores
    return lists


def scaled(scores: Factor, may_show: BoolArray) -> Factor:
    """Divide each row by its best score where `may_show` (m, n_items); rows without a positive one become 0."""
    best = scores.max(axis=1, initial=0.0, where=may_show)[:, None]
    return np.where(best > 0, scores / np.where(best > 0, best, 1.0), 0.0)


def _best(total: Factor, n: int) -> Lists:
    """Take the best n of each row; some more are fetched, since `rank` decides ties."""
    width = min(n + ranking.TIE_MARGIN, total.shape[1])
    heads = np.argpartition(-total, width - 1, axis=1)[:, :width] if width else total[:, :0]
    rows = np.repeat(np.arange(total.shape[0]), width)
    items = heads.ravel().astype(np.int64)
    scores = total[rows, items].astype(np.float64)
    real = np.isfinite(scores)
    return ranking.rank(rows[real], items[real], scores[real], total.shape[0], n)
