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
from dmp.ml.ranking import NO_ITEM, Lists
from dmp.ml.reasons import reasons
from dmp.ml.recommender import Blends, Recommender

RECOMMENDATIONS = {
    "task": "str",
    "user_id": "str",
    "rank": "int64",
    "item_id": "str",
    "score": "float64",
    "source": "str",
    "reason": "str",
    "reason_item_id": "str",
    "reason_share": "float64",
    "taste_share": "float64",
    "own_share": "float64",
    "trend_share": "float64",
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
    refused: pd.DataFrame,
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
    refused
        feat_personalisation_refused: of these users nothing is used, neither for their own lists nor to teach.
    top_n, min_items, blends
        See `Recommender`.
    als, ease
        Arguments of `AlsSettings` and `EaseSettings`.

    Returns
    -------
    pd.DataFrame
        One row per task, user and rank: task ('buy_again', 'discover': without what was bought),
        user_id, rank, item_id, score, source ('blend'; for those hardly known 'own_counts' or
        'popularity'; their scores are on different scales), and why (see `dmp.ml.reasons`): reason,
        reason_item_id (null where no item is the reason), reason_share, and the score's parts
        taste_share, own_share and trend_share.
    """
    known = _of_snapshot(contracts.USERS.read(users), SERVING)["user_id"]
    private = contracts.REFUSED.read(refused)["user_id"]
    used = interactions[~interactions["user_id"].isin(private)]
    past = _history(used, popularity, SERVING, known)
    recommender = Recommender.train(
        past, top_n=top_n, min_items=min_items, als_settings=als, ease_settings=ease, blends=blends
    )
    asked = _positions(past, known)
    frames = []
    for task in (BUY_AGAIN, DISCOVER):
        lists = recommender.blended(asked, task)
        why = reasons(recommender, asked, lists)
        rows, ranks = np.nonzero(lists.items != NO_ITEM)
        names = np.array([*past.items, None], dtype=object)  # NO_ITEM, -1, is the last
        explained = {
            "reason": why.kind[rows, ranks],
            "reason_item_id": names[why.items[rows, ranks]],
            "reason_share": why.share[rows, ranks],
            "taste_share": why.taste[rows, ranks],
            "own_share": why.own[rows, ranks],
            "trend_share": why.trend[rows, ranks],
        }
        source = recommender.sources(asked, task)[rows]
        told = {"task": np.full(rows.size, task), "source": source}
        frames.append(typed(_rows(lists, past, known) | explained | told, RECOMMENDATIONS))
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
            told = _rows(lists, past, buyers)
            named = {
                "task": np.full(len(told["rank"]), task),
                "model": np.full(len(told["rank"]), model),
            }
            frames.append(typed(told | named, LISTS))
    return pd.concat(frames, ignore_index=True)


def _rows(lists: Lists, past: History, users: pd.Series[str]) -> dict[str, Any]:
    """Write lists as columns, place after place."""
    rows, ranks = np.nonzero(lists.items != NO_ITEM)
    return {
        "user_id": users.to_numpy()[rows],
        "rank": ranks + 1,
        "item_id": past.items.to_numpy()[lists.items[rows, ranks]],
        "score": lists.scores[rows, ranks],
    }


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
