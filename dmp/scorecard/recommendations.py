"""What the models foresaw, beside chance and the planted tastes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dmp.ml import metrics
from dmp.ml.arrays import BoolArray, FloatArray, IntArray
from dmp.ml.contracts import BUY_AGAIN, DISCOVER, EVALUATION
from dmp.ml.ranking import NO_ITEM
from dmp.scorecard.truth import STYLES, Truth
from dmp.simulate.tastes import HERD

K = 10
CHANCE = "chance"
ORACLE = "planted tastes"


@dataclass(frozen=True)
class Reach:
    """The NDCG@10 of one way to recommend at one task, over all users with a target."""

    task: str
    method: str
    ndcg: float
    n_users: int


@dataclass(frozen=True)
class _Exam:
    """One task: m users, n candidate items, which pairs may be shown, which are right."""

    users: pd.Index[str]
    candidates: pd.Index[str]
    is_free: BoolArray  # (m, n)
    target_rows: IntArray
    target_items: IntArray  # position among the candidates, NO_ITEM where nobody could have known
    n_targets: IntArray  # (m,)


def bounds(
    truth: Truth,
    person_of_user: pd.Series[str],
    *,
    holdout: pd.DataFrame,
    interactions: pd.DataFrame,
    popularity: pd.DataFrame,
) -> tuple[Reach, ...]:
    """Tell what chance and a recommender that knows the planted tastes reach at both tasks.

    Both choose among the same candidates as the models. The oracle ranks items by the chance that
    the person picks them (`dmp.simulate.tastes`). It does not know the staples that fall due, so
    where purchases repeat, counting can beat it.

    Parameters
    ----------
    person_of_user
        person_id by user_id; users of nobody get the ranking by appeal.
    holdout, interactions, popularity
        feat_holdout_purchases, feat_interactions, feat_item_popularity.
    """
    past = interactions[interactions["snapshot"] == EVALUATION]
    bought = past.loc[past["n_purchases"] > 0, ["user_id", "item_id"]]
    shown = popularity.loc[popularity["snapshot"] == EVALUATION, "item_id"]
    candidates = pd.Index(shown.drop_duplicates().sort_values())
    reaches = []
    for task in (BUY_AGAIN, DISCOVER):
        exam = _exam(task, holdout, bought, candidates)
        if not len(exam.users):
            continue
        chances = pick_chances(truth, person_of_user.reindex(exam.users), candidates)
        values = {CHANCE: _by_chance(exam), ORACLE: _by_score(exam, chances)}
        reaches += [Reach(task, name, float(v.mean()), len(v)) for name, v in values.items()]
    return tuple(reaches)


def pick_chances(truth: Truth, people: pd.Series[str], candidates: pd.Index[str]) -> FloatArray:
    """Compute what is proportional to the chance that each person picks each candidate.

    appeal(i) * ((1 - h) * affinity(u, c) + h * popularity(c)) / popularity(c)
    * exp(style(u) . style(i)), where c is the category of i, popularity(c) the appeal of all its
    items, h the share of the herd and style(i) that of its brand (0 where the truth tells none).

    Parameters
    ----------
    people
        (m,) person_id or null.
    candidates
        (n,) item ids.

    Returns
    -------
    FloatArray
        (m, n); a person without tastes follows the herd, an item without truth is never picked.
    """
    of_category = truth.items.groupby("category")["appeal"].sum()
    items = truth.items.set_index("product_id").reindex(candidates)
    affinity = truth.tastes.pivot_table(index="person_id", columns="category", values="affinity")
    affinity = affinity.reindex(index=pd.Index(people), columns=of_category.index)
    category = of_category.index.get_indexer(pd.Index(items["category"]))
    liking = affinity.fillna(0.0).to_numpy()[:, category]
    popular = of_category.to_numpy()[category]
    wish = ((1.0 - HERD) * liking + HERD * popular) / popular
    persons = truth.people.set_index("person_id").reindex(pd.Index(people))
    fit = np.exp(_styles(persons) @ _styles(items).T)
    appeal = items["appeal"].fillna(0.0).to_numpy()
    return np.asarray(np.where(category >= 0, appeal * wish * fit, 0.0))


def _styles(rows: pd.DataFrame) -> FloatArray:
    return rows.reindex(columns=list(STYLES)).fillna(0.0).to_numpy(dtype=np.float64)


def _exam(
    task: str, holdout: pd.DataFrame, bought: pd.DataFrame, candidates: pd.Index[str]
) -> _Exam:
    targets = holdout[["user_id", "item_id"]]
    if task == DISCOVER:
        marked = targets.merge(bought, how="left", on=["user_id", "item_id"], indicator="where")
        targets = marked.loc[marked["where"] == "left_only", ["user_id", "item_id"]]
    users = pd.Index(targets["user_id"].drop_duplicates().sort_values())
    rows = users.get_indexer(pd.Index(targets["user_id"])).astype(np.int64)
    is_free = np.ones((len(users), len(candidates)), dtype=np.bool_)
    if task == DISCOVER:
        owner = users.get_indexer(pd.Index(bought["user_id"]))
        item = candidates.get_indexer(pd.Index(bought["item_id"]))
        known = (owner >= 0) & (item >= 0)
        is_free[owner[known], item[known]] = False
    return _Exam(
        users=users,
        candidates=candidates,
        is_free=is_free,
        target_rows=rows,
        target_items=candidates.get_indexer(pd.Index(targets["item_id"])).astype(np.int64),
        n_targets=np.bincount(rows, minlength=len(users)).astype(np.int64),
    )


def _by_score(exam: _Exam, scores: FloatArray) -> FloatArray:
    """Rank the free candidates of each user by score, ties by item id; NDCG per user."""
    ranked = np.argsort(np.where(exam.is_free, -scores, np.inf), axis=1, kind="stable")[:, :K]
    free = np.take_along_axis(exam.is_free, ranked, axis=1)
    lists = np.where(free, ranked, NO_ITEM).astype(np.int64)
    known = exam.target_items >= 0
    hit = metrics.hits(lists, exam.target_rows[known], exam.target_items[known])
    return metrics.per_user(hit, exam.n_targets, K)["ndcg"]


def _by_chance(exam: _Exam) -> FloatArray:
    """Compute the expected NDCG per user of a random order of the free candidates.

    Every place holds a target with the same chance, targets / candidates.
    """
    known = exam.target_items >= 0
    reachable = np.bincount(exam.target_rows[known], minlength=len(exam.users))
    n_free = exam.is_free.sum(axis=1)
    discounts = np.cumsum(1.0 / np.log2(np.arange(2, K + 2)))
    places = discounts[np.clip(n_free, 1, K) - 1]
    ideal = discounts[np.minimum(exam.n_targets, K) - 1]
    return np.asarray(reachable / np.maximum(n_free, 1) * places / ideal, dtype=np.float64)
