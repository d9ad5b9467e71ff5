"""Recommendations for users, and the same lists as the evaluation's cutoff would have made them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from dmp.ml import contracts
from dmp.ml.arrays import IntArray
from dmp.ml.contracts import BUY_AGAIN, DISCOVER, EVALUATION, SERVING
from dmp.ml.frames import typed
from dmp.ml.history import History, history
from dmp.ml.ranking import NO_ITEM
from dmp.ml.recommender import Recommender

RECOMMENDATIONS = {
    "user_id": "str",
    "rank": "int64",
    "item_id": "str",
    "score": "float64",
    "source": "str",
}
LISTS = {
    "task": "str",
    "model": "str",
    "user_id": "str",
    "rank": "int64",
    "item_id": "str",
    "score": "float64",
}


def user_recommendations(
    users: pd.DataFrame,
    interactions: pd.DataFrame,
    popularity: pd.DataFrame,
    *,
    top_n: int,
    min_items: int,
    settings: Mapping[str, Any],
) -> pd.DataFrame:
    """Recommend to every user of the serving snapshot what he or she has not bought.

    Parameters
    ----------
    users, interactions, popularity
        feat_users, feat_interactions, feat_item_popularity.
    top_n, min_items
        See `Recommender`.
    settings
        Arguments of `AlsSettings`.

    Returns
    -------
    pd.DataFrame
        One row per user and rank: user_id, rank, item_id, score, source ('als' or 'popularity';
        their scores are on different scales).
    """
    known = _of_snapshot(contracts.USERS.read(users), SERVING)["user_id"]
    past = _history(interactions, popularity, SERVING, known)
    recommender = Recommender.train(past, top_n=top_n, min_items=min_items, settings=settings)
    asked = _positions(past, known)
    lists = recommender.personal(asked, DISCOVER)
    rows, ranks = np.nonzero(lists.items != NO_ITEM)
    return typed(
        {
            "user_id": known.to_numpy()[rows],
            "rank": ranks + 1,
            "item_id": past.items.to_numpy()[lists.items[rows, ranks]],
            "score": lists.scores[rows, ranks],
            "source": np.where(recommender.is_personal(asked)[rows], "als", "popularity"),
        },
        RECOMMENDATIONS,
    )


def evaluation_lists(
    interactions: pd.DataFrame,
    popularity: pd.DataFrame,
    holdout: pd.DataFrame,
    *,
    top_n: int,
    min_items: int,
    settings: Mapping[str, Any],
) -> pd.DataFrame:
    """Rank, with the knowledge of the cutoff, items for everybody who bought afterwards.

    Parameters as in `user_recommendations`; `holdout` (feat_holdout_purchases) only says for whom.

    Returns
    -------
    pd.DataFrame
        One row per task, model, user and rank: task ('discover', 'buy_again'), model ('als' as
        served, fallback included; 'popularity', 'popularity_recent', 'own_counts': see
        `Recommender.rivals`), user_id, rank, item_id, score.
    """
    buyers = contracts.HOLDOUT_PURCHASES.read(holdout)["user_id"].drop_duplicates()
    past = _history(interactions, popularity, EVALUATION, buyers)
    recommender = Recommender.train(past, top_n=top_n, min_items=min_items, settings=settings)
    asked = _positions(past, buyers)
    frames = []
    for task in (BUY_AGAIN, DISCOVER):
        rivals = {"als": recommender.personal(asked, task)} | recommender.rivals(asked, task)
        for model, lists in sorted(rivals.items()):
            rows, ranks = np.nonzero(lists.items != NO_ITEM)
            columns = {
                "task": np.full(rows.size, task, dtype=object),
                "model": np.full(rows.size, model, dtype=object),
                "user_id": buyers.to_numpy()[rows],
                "rank": ranks + 1,
                "item_id": past.items.to_numpy()[lists.items[rows, ranks]],
                "score": lists.scores[rows, ranks],
            }
            frames.append(typed(columns, LISTS))
    return pd.concat(frames, ignore_index=True)


def _history(
    interactions: pd.DataFrame, popularity: pd.DataFrame, snapshot: str, users: pd.Series[str]
) -> History:
    return history(
        _of_snapshot(contracts.INTERACTIONS.read(interactions), snapshot),
        _of_snapshot(contracts.ITEM_POPULARITY.read(popularity), snapshot),
        users,
    )


def _of_snapshot(frame: pd.DataFrame, snapshot: str) -> pd.DataFrame:
    return frame[frame["snapshot"] == snapshot].reset_index(drop=True)


def _positions(past: History, users: pd.Series[str]) -> IntArray:
    return past.users.get_indexer(pd.Index(users)).astype(np.int64)
