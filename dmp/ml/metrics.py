"""Ranking metrics per user, vectorised over users. Full ranking, binary relevance, cut at k.

With hits h_1..h_k of a list and n targets of the user (n >= 1):

- ndcg      sum h_i / log2(i + 1), divided by the same sum of an ideal list, min(n, k) hits on top
- recall    hits / n
- precision hits / k, also when the list is shorter than k
- map       sum over hits of (hits up to i) / i, divided by min(n, k), so that a perfect list has 1
- hit_rate  1 if there is any hit
- mrr       1 / rank of the first hit, 0 without one
"""

from __future__ import annotations

import numpy as np

from dmp.ml.arrays import BoolArray, FloatArray, IntArray

METRICS = ("ndcg", "recall", "precision", "map", "hit_rate", "mrr")


def hits(lists: IntArray, target_rows: IntArray, target_items: IntArray) -> BoolArray:
    """Mark which places of the lists are targets.

    Parameters
    ----------
    lists
        (m, n) item codes, negative where a list has ended.
    target_rows, target_items
        Pairs (row of the user in `lists`, item code) that count as right.
    """
    width = 1 + max(int(lists.max(initial=0)), int(target_items.max(initial=0)))
    keys = np.arange(lists.shape[0], dtype=np.int64)[:, None] * width + lists
    found: BoolArray = np.isin(keys, target_rows * width + target_items)
    return found & (lists >= 0)


def per_user(hit: BoolArray, n_targets: IntArray, k: int) -> dict[str, FloatArray]:
    """Compute every metric at cutoff k for every user.

    Parameters
    ----------
    hit
        (m, n) as from `hits`; places beyond n count as misses.
    n_targets
        (m,), at least 1.

    Returns
    -------
    dict
        Metric name to values (m,) in [0, 1].
    """
    seen = np.zeros((hit.shape[0], k))
    seen[:, : min(k, hit.shape[1])] = hit[:, :k]
    ranks = np.arange(1, k + 1)
    discounts = 1.0 / np.log2(ranks + 1)
    reachable = np.minimum(n_targets, k)
    n_hits = seen.sum(axis=1)
    is_hit = n_hits > 0
    return {
        "ndcg": seen @ discounts / np.cumsum(discounts)[reachable - 1],
        "recall": n_hits / n_targets,
        "precision": n_hits / k,
        "map": (seen * np.cumsum(seen, axis=1) / ranks).sum(axis=1) / reachable,
        "hit_rate": is_hit.astype(np.float64),
        "mrr": np.where(is_hit, 1.0 / (1.0 + seen.argmax(axis=1)), 0.0),
    }
