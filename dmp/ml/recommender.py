"""One trained recommender: the lists as they are served, and those they are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dmp.ml import als, ranking
from dmp.ml.als import AlsSettings, Factors
from dmp.ml.arrays import BoolArray, FloatArray, IntArray, Sparse
from dmp.ml.contracts import BUY_AGAIN, DISCOVER
from dmp.ml.history import History
from dmp.ml.ranking import Lists
from dmp.ml.tuning import choose_shrinkage

# A user whose factor the regularisation shrank to (nearly) nothing scores every item alike.
MIN_FACTOR_NORM = 1e-6


@dataclass(frozen=True)
class Recommender:
    """Factors learned from one history, and how lists are made of them.

    Attributes
    ----------
    past
        The history, which also says what was bought and what may be shown.
    factors
        Learned from `past.weights`.
    top_n
        Length of a list; shorter only when fewer candidates are left.
    min_items
        Users with interactions on fewer distinct items get the recently popular ones. On
        MovieLens-100k, users with one rating are served better by popularity (NDCG@10 .544 against
        .474), users with two alike, with three better by ALS.
    threads
        Threads of the ranking; the lists do not depend on it.
    """

    past: History
    factors: Factors
    top_n: int
    min_items: int
    threads: int

    @classmethod
    def train(
        cls, past: History, *, top_n: int, min_items: int, settings: Mapping[str, Any]
    ) -> Recommender:
        """Learn the factors of `past` with the arguments of `AlsSettings` in `settings`."""
        model = AlsSettings(**settings)
        shrinkage = choose_shrinkage(past.weights, past.candidates, model)
        return cls(
            past=past,
            factors=als.fit(past.weights, model, shrinkage),
            top_n=top_n,
            min_items=min_items,
            threads=model.threads,
        )

    def is_personal(self, asked: IntArray) -> BoolArray:
        """Say who of the asked users (m,) is known well enough for ALS."""
        norms: npt.NDArray[np.float32] = np.linalg.norm(self.factors.users[asked], axis=1)
        is_known: BoolArray = self.past.n_items_per_user[asked] >= max(self.min_items, 1)
        return is_known & (norms > MIN_FACTOR_NORM)

    def personal(self, asked: IntArray, task: str) -> Lists:
        """Rank by ALS, by recent popularity for those of whom too little is known."""
        excluded = self._excluded(asked, task)
        by_als = ranking.by_factors(
            self.factors,
            asked,
            self.top_n,
            candidates=self.past.candidates,
            excluded=None if excluded is None else excluded.astype(np.float32),
            threads=self.threads,
        )
        fallback = self._popular(self.past.n_purchases_recent, asked, task)
        return by_als.replace_rows(~self.is_personal(asked), fallback)

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
