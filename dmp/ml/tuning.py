"""How much of the data is noise: the shrinkage of ALS and the ridge of EASE, chosen on hidden interactions."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from dmp.ml import als, ease, metrics, ranking
from dmp.ml.als import AlsSettings
from dmp.ml.arrays import BoolArray, IntArray, Sparse
from dmp.ml.blend import by_blend
from dmp.ml.ease import EaseSettings
from dmp.ml.ranking import Lists

HIDDEN_SHARE = 0.1
# With one of two items hidden, nothing sensible can be said about a user.
MIN_ITEMS = 3
# Below, the curve is noise itself.
MIN_HIDDEN = 50
MAX_USERS = 10_000
# The best shrinkage hardly depends on the length of the factors, the time does.
MAX_FACTORS = 64
# Asked for are all items: on Complete Journey a ridge chosen among the frequent alone was the wrong one.
MAX_EASE_ITEMS = 2_000
CUTOFF = 10


@dataclass(frozen=True)
class _Hidden:
    """Known weights (m, n_items); hidden pairs as (row in `users`, item)."""

    known: Sparse
    users: IntArray
    rows: IntArray
    items: IntArray


def choose_shrinkage(weights: Sparse, candidates: BoolArray, settings: AlsSettings) -> float:
    """Choose from `settings.shrinkages` by NDCG@10 on a hidden tenth of the interactions.

    One value is taken as it is. Several are climbed from the middle one to the best neighbour,
    which takes three or four fits instead of all: the curve has one hump. On Complete Journey and
    on simulated shops, dense and sparse, its top lay where the discovery of later purchases was
    best (0.65 to 0.8 for a grocer's regulars, 1 to 1.25 with ten or three items per user),
    although hiding knows nothing of time. Hidden pairs on items that may not be recommended are
    not asked for; with fewer than 50 hidden pairs the middle value is taken.

    Parameters
    ----------
    weights
        csr (n_users, n_items), positive.
    candidates
        (n_items,), what may be recommended.
    """
    values = sorted(settings.shrinkages)
    middle = len(values) // 2
    if len(values) == 1:
        return values[0]
    hidden = _hide(weights, candidates, settings.seed)
    if hidden.items.size < MIN_HIDDEN:
        return values[middle]

    def quality(place: int) -> float:
        tried = dataclasses.replace(settings, factors=min(settings.factors, MAX_FACTORS))
        return _ndcg(hidden, candidates, tried, values[place])

    return values[climb(quality, len(values), middle)]


def choose_ridge(
    weights: Sparse, candidates: BoolArray, settings: EaseSettings, seed: int
) -> float:
    """Choose from `settings.ridges` as `choose_shrinkage` does; parameters as there, `seed` says what is hidden."""
    values = sorted(settings.ridges)
    middle = len(values) // 2
    if len(values) == 1:
        return values[0]
    hidden = _hide(weights, candidates, seed)
    if hidden.items.size < MIN_HIDDEN:
        return values[middle]
    known = ease.inputs(hidden.known)
    tried = dataclasses.replace(settings, max_items=min(settings.max_items, MAX_EASE_ITEMS))

    def quality(place: int) -> float:
        model = ease.fit(known, tried, values[place])
        lists = by_blend(
            {"ease": lambda users: model.scores(known[users])},
            {"ease": 1.0},
            hidden.users,
            CUTOFF,
            candidates=candidates,
            excluded=sp.csr_matrix(hidden.known[hidden.users]),
        )
        return _mean_ndcg(hidden, lists)

    return values[climb(quality, len(values), middle)]


def climb(quality: Callable[[int], float], n_places: int, start: int) -> int:
    """Walk over the places 0 .. n_places - 1 to a neighbour while it is strictly better."""
    known = {start: quality(start)}
    best = start
    while True:
        for place in (best - 1, best + 1):
            if 0 <= place < n_places and place not in known:
                known[place] = quality(place)
        better = max(known, key=lambda place: (known[place], place))
        if known[better] <= known[best]:
            return best
        best = better


def _hide(weights: Sparse, candidates: BoolArray, seed: int) -> _Hidden:
    random = np.random.default_rng(seed)
    n_users = weights.shape[0]
    asked = np.sort(random.permutation(n_users)[:MAX_USERS])
    sample = sp.csr_matrix(weights[asked])
    n_items = np.diff(sample.indptr)
    may_hide = (np.repeat(n_items, n_items) >= MIN_ITEMS) & candidates[sample.indices]
    is_hidden = may_hide & (random.random(sample.nnz) < HIDDEN_SHARE)
    rows = np.repeat(np.arange(len(asked)), n_items)[is_hidden]
    items = sample.indices[is_hidden].astype(np.int64)
    sample.data = np.where(is_hidden, 0.0, sample.data)
    sample.eliminate_zeros()
    users = np.unique(rows)
    return _Hidden(
        known=sample, users=users, rows=np.searchsorted(users, rows).astype(np.int64), items=items
    )


def _ndcg(hidden: _Hidden, candidates: BoolArray, settings: AlsSettings, shrinkage: float) -> float:
    factors = als.fit(hidden.known, settings, shrinkage)
    seen = sp.csr_matrix(hidden.known[hidden.users], dtype=np.float32)
    lists = ranking.by_factors(
        factors,
        hidden.users,
        CUTOFF,
        candidates=candidates,
        excluded=seen,
        threads=settings.threads,
    )
    return _mean_ndcg(hidden, lists)


def _mean_ndcg(hidden: _Hidden, lists: Lists) -> float:
    hit = metrics.hits(lists.items, hidden.rows, hidden.items)
    n_targets = np.bincount(hidden.rows).astype(np.int64)
    return float(metrics.per_user(hit, n_targets, CUTOFF)["ndcg"].mean())
