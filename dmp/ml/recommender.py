"""One trained recommender: the lists as they are served, and those they are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dmp.ml import als, ease, ranking
from dmp.ml.als import AlsSettings, Factors
from dmp.ml.arrays import BoolArray, Factor, FloatArray, IntArray, Sparse, TextArray
from dmp.ml.blend import Blended, Component, by_blend, nothing_blended
from dmp.ml.contracts import BUY_AGAIN, DISCOVER
from dmp.ml.ease import Ease, EaseSettings
from dmp.ml.history import History
from dmp.ml.ranking import Lists
from dmp.ml.tuning import choose_ridge, choose_shrinkage

# A user whose factor the regularisation shrank to (nearly) nothing scores every item alike.
MIN_FACTOR_NORM = 1e-6
ALS, EASE, OWN_COUNTS, OWN_RECENT, TREND = "als", "ease", "own_counts", "own_recent", "trend"
# What is learned from everybody's interactions, and says little about those of whom nearly nothing is known.
LEARNED = (ALS, EASE)

# The weight of the trend where a blend has none for it and everything else is silent.
LAST_RESORT = 0.01

Blends = Mapping[str, Mapping[str, float]]  # task -> component -> weight


@dataclass(frozen=True)
class Recommender:
    """What was learned from one history, and how lists are made of it.

    Attributes
    ----------
    past
        The history, which also says what was bought and what may be shown.
    factors, items
        Learned from `past.weights` by ALS and by EASE; each is empty where no blend asks for it.
    confidences
        csr (n_users, n_items), what ALS learned from.
    blends
        Weight of each component in each task: als, ease, trend (purchases with a 14-day half-life),
        own_counts and own_recent (the user's own purchases: logarithm of all-time counts, and counts with a
        60-day half-life).
    top_n
        Length of a list; shorter only when fewer candidates are left.
    min_items
        For users with interactions on fewer distinct items, what is learned is left out of the
        blend. On MovieLens-100k, users with one rating are served better by popularity (NDCG@10
        .544 against .474), users with two alike, with three better by ALS.
    threads
        Threads of the ranking; the lists do not depend on it.
    """

    past: History
    factors: Factors
    items: Ease
    confidences: Sparse
    blends: Blends
    top_n: int
    min_items: int
    threads: int

    @classmethod
    def train(
        cls,
        past: History,
        *,
        top_n: int,
        min_items: int,
        als_settings: Mapping[str, Any],
        ease_settings: Mapping[str, Any],
        blends: Blends,
    ) -> Recommender:
        """Learn from `past` with the arguments of `AlsSettings` and `EaseSettings`.

        ALS is always learned, for it is always judged; EASE where a blend has a weight for it.

        Raises
        ------
        ValueError
            A blend names a component that does not exist, or no blend is given for a task.
        """
        check_blends(blends)
        factorised, linear = AlsSettings(**als_settings), EaseSettings(**ease_settings)
        shrinkage = choose_shrinkage(past.weights, past.candidates, factorised)
        inputs = ease.inputs(past.weights)
        items = Ease(np.zeros(0, np.int64), np.zeros((0, 0), np.float32))
        if any(blend.get(EASE, 0) > 0 for blend in blends.values()):
            ridge = choose_ridge(past.weights, past.candidates, linear, factorised.seed)
            items = ease.fit(inputs, linear, ridge)
        return cls(
            past=past,
            factors=als.fit(past.weights, factorised, shrinkage),
            items=items,
            confidences=als.confidence(past.weights, factorised),
            blends=blends,
            top_n=top_n,
            min_items=min_items,
            threads=factorised.threads,
        )

    def is_personal(self, asked: IntArray) -> BoolArray:
        """Say who of the asked users (m,) is known well enough for what is learned."""
        norms: npt.NDArray[np.float32] = np.linalg.norm(self.factors.users[asked], axis=1)
        is_known: BoolArray = self.past.n_items_per_user[asked] >= max(self.min_items, 1)
        return is_known & (norms > MIN_FACTOR_NORM)

    def sources(self, asked: IntArray, task: str) -> TextArray:
        """Say (m,) what the lists of the asked users come from: blend, own_counts or popularity."""
        bought = np.diff(self.past.purchases[asked].indptr) > 0
        rung = np.where(bought & self._counts(task), OWN_COUNTS, "popularity")
        return np.where(self.is_personal(asked), "blend", rung).astype(object)

    def blended(self, asked: IntArray, task: str) -> Blended:
        """Rank as it is served: by the blend of the task, without what is learned for those hardly known.

        They get the recently popular items where nothing of their own is left in the blend.
        """
        weights, known = self.blends[task], self.is_personal(asked)
        counted = {name: weight for name, weight in weights.items() if name not in LEARNED}
        lists = nothing_blended({TREND, *weights}, asked.size, self.top_n)
        lists.put_all(known, self._by(weights, asked[known], task))
        if self._counts(task):
            # of equals, and after them, what sells
            lists.put_all(~known, self._by({TREND: LAST_RESORT} | counted, asked[~known], task))
            return lists
        popular = self._popular(self.past.n_purchases_recent, asked[~known], task)
        lists.put(~known, popular)
        lists.shares[TREND][~known] = np.nan_to_num(popular.scores)
        return lists

    def by_als(self, asked: IntArray, task: str) -> Lists:
        """Rank by ALS alone, by recent popularity for those of whom too little is known."""
        excluded = self._excluded(asked, task)
        lists = ranking.by_factors(
            self.factors,
            asked,
            self.top_n,
            candidates=self.past.candidates,
            excluded=None if excluded is None else excluded.astype(np.float32),
            threads=self.threads,
        )
        fallback = self._popular(self.past.n_purchases_recent, asked, task)
        return lists.replace_rows(~self.is_personal(asked), fallback)

    def rivals(self, asked: IntArray, task: str) -> dict[str, Lists]:
        """Rank by counting alone: popularity, recent popularity and, to buy again, own counts.

        All-time popularity counts buyers to discover and purchases to buy again: on Complete
        Journey each is the harder opponent there, and a baseline is worth what it resists.
        """
        all_time = self.past.n_buyers if task == DISCOVER else self.past.n_purchases
        lists = {
            "popularity": self._popular(all_time, asked, task),
            "popularity_recent": self._popular(self.past.n_purchases_recent, asked, task),
        }
        if task == BUY_AGAIN:
            lists["own_counts"] = ranking.by_own_counts(
                self.past.purchases[asked],
                self.past.n_purchases_recent,
                self.top_n,
                candidates=self.past.candidates,
            )
        return lists

    def _counts(self, task: str) -> bool:
        return any(self.blends[task].get(name, 0) > 0 for name in (OWN_COUNTS, OWN_RECENT))

    def _by(self, weights: Mapping[str, float], asked: IntArray, task: str) -> Blended:
        return by_blend(
            self._components(),
            weights,
            asked,
            self.top_n,
            candidates=self.past.candidates,
            excluded=self._excluded(asked, task),
        )

    def _components(self) -> dict[str, Component]:
        inputs = ease.inputs(self.past.weights)
        trend = self.past.n_purchases_recent.astype(np.float32)
        return {
            ALS: lambda users: self.factors.users[users] @ self.factors.items.T,
            EASE: lambda users: self.items.scores(inputs[users]),
            OWN_COUNTS: lambda users: _dense(self.past.purchases[users].log1p()),
            OWN_RECENT: lambda users: _dense(self.past.purchases_recent[users]),
            TREND: lambda users: np.broadcast_to(trend, (users.size, trend.size)),
        }

    def _popular(self, popularity: FloatArray, asked: IntArray, task: str) -> Lists:
        return ranking.by_popularity(
            popularity,
            asked.size,
            self.top_n,
            candidates=self.past.candidates,
            excluded=self._excluded(asked, task),
        )

    def _excluded(self, asked: IntArray, task: str) -> Sparse | None:
        return self.past.purchases[asked] if task == DISCOVER else None


def check_blends(blends: Blends) -> None:
    """Refuse blends that are not for the tasks there are, of components there are, with weights of at least 0.

    Raises
    ------
    ValueError
        With the name that is wrong.
    """
    if set(blends) != {DISCOVER, BUY_AGAIN}:
        raise ValueError(f"A blend is needed for each of the tasks {BUY_AGAIN} and {DISCOVER}.")
    known = {ALS, EASE, OWN_COUNTS, OWN_RECENT, TREND}
    for task, blend in blends.items():
        if unknown := sorted(set(blend) - known):
            raise ValueError(f"The blend of {task} names {unknown[0]}: there are {sorted(known)}.")
        if min(blend.values(), default=0) < 0 or not any(blend.values()):
            raise ValueError(f"The blend of {task} needs weights of at least 0, one above.")


def _dense(matrix: Sparse) -> Factor:
    dense: Factor = matrix.toarray().astype(np.float32)
    return dense
