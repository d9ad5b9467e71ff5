"""Recommendations for users, and the same lists as the evaluation's cutoff would have made them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from dmp.ml import contracts
from dmp.ml.arrays import IntArray, TextArray
from dmp.ml.contracts import BUY_AGAIN, DISCOVER, EVALUATION, SERVING
from dmp.ml.frames import typed
from dmp.ml.history import History, history
from dmp.ml.ranking import NO_ITEM, Lists
from dmp.ml.recommender import Blends, Recommender

RECOMMENDATIONS = {
    "task": "str",
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
    als: Mapping[str, Any],
    ease: Mapping[str, Any],
    blends: Blends,
) -> pd.DataFrame:
    """Recommend to every user of the serving snapshot something new, and what to buy again.

    Parameters
    ----------
    users, interactions, popularity
        feat_users, feat_interactions, feat_item_popularity.
    top_n, min_items, blends
        See `Recommender`.
    als, ease
        Arguments of `AlsSettings` and `EaseSettings`.

    Returns
    -------
    pd.DataFrame
        One row per task, user and rank: task ('buy_again', 'discover': without what was bought),
        user_id, rank, item_id, score, source ('blend'; for those hardly known 'own_counts' or
        'popularity'; their scores are on different scales).
    """
    known = _of_snapshot(contracts.USERS.read(users), SERVING)["user_id"]
    past = _history(interactions, popularity, SERVING, known)
    recommender = Recommender.train(
        past, top_n=top_n, min_items=min_items, als_settings=als, ease_settings=ease, blends=blends
    )
    asked = _positions(past, known)
    frames = []
    for task in (BUY_AGAIN, DISCOVER):
        lists = recommender.blended(asked, task)
        source = recommender.sources(asked, task)
        frames.append(_rows(lists, past, known, RECOMMENDATIONS, task=task, source=source))
    return pd.concat(frames, ignore_index=True)


def evaluation_lists(
    interactions: pd.DataFrame,
    popularity: pd.DataFrame,
    holdout: pd.DataFrame,
    *,
    top_n: int,
    min_items: int,
    als: Mapping[str, Any],
    ease: Mapping[str, Any],
    blends: Blends,
) -> pd.DataFrame:
    """Rank, with the knowledge of the cutoff, items for everybody who bought afterwards.

    Parameters as in `user_recommendations`; `holdout` (feat_holdout_purchases) only says for whom.

    Returns
    -------
    pd.DataFrame
        One row per task, model, user and rank: task ('discover', 'buy_again'), model ('blend' as
        served, fallback included; 'als' alone; 'popularity', 'popularity_recent', 'own_counts': see
        `Recommender.rivals`), user_id, rank, item_id, score.
    """
    buyers = contracts.HOLDOUT_PURCHASES.read(holdout)["user_id"].drop_duplicates()
    past = _history(interactions, popularity, EVALUATION, buyers)
    recommender = Recommender.train(
        past, top_n=top_n, min_items=min_items, als_settings=als, ease_settings=ease, blends=blends
    )
    asked = _positions(past, buyers)
    frames = []
    for task in (BUY_AGAIN, DISCOVER):
        ours = {"blend": recommender.blended(asked, task), "als": recommender.by_als(asked, task)}
        for model, lists in sorted((ours | recommender.rivals(asked, task)).items()):
            frames.append(_rows(lists, past, buyers, LISTS, task=task, model=model))
    return pd.concat(frames, ignore_index=True)


def _rows(
    lists: Lists,
    past: History,
    users: pd.Series[str],
    columns: Mapping[str, str],
    **others: str | TextArray,
) -> pd.DataFrame:
    """Write lists as rows; `others` are columns of one text for all, or of a text per user."""
    rows, ranks = np.nonzero(lists.items != NO_ITEM)
    texts = {
        name: np.broadcast_to(np.asarray(text, dtype=object), len(users))[rows]
        for name, text in others.items()
    }
    numbers = {
        "user_id": users.to_numpy()[rows],
        "rank": ranks + 1,
        "item_id": past.items.to_numpy()[lists.items[rows, ranks]],
        "score": lists.scores[rows, ranks],
    }
    return typed(numbers | texts, columns)


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
