"""Recommendations, and the lists the evaluation judges, on Spark (see `dmp.ml.recommend`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from dmp.ml import contracts
from dmp.ml.als import AlsSettings
from dmp.ml.contracts import BUY_AGAIN, DISCOVER, EVALUATION, SERVING
from dmp.ml.reasons import OWN, POPULAR, TASTE
from dmp.ml.recommend import LISTS, RECOMMENDATIONS
from dmp.ml.recommender import (
    ALS,
    EASE,
    LAST_RESORT,
    LEARNED,
    MIN_FACTOR_NORM,
    OWN_COUNTS,
    OWN_RECENT,
    TREND,
    Blends,
    check_blends,
)
from dmp.ml.spark import als as factorisation
from dmp.ml.spark import frames, ranking
from dmp.ml.spark.als import Trained
from dmp.ml.spark.tuning import choose_shrinkage

RECENT = "n_purchases_decayed"
# Items that a component puts forward for a blend, per user.
CONSIDERED = 100
FAMILIES = {
    ALS: ranking.TASTE_SHARE,
    OWN_COUNTS: ranking.OWN_SHARE,
    OWN_RECENT: ranking.OWN_SHARE,
    TREND: ranking.TREND_SHARE,
}


def user_recommendations(
    users: DataFrame,
    interactions: DataFrame,
    popularity: DataFrame,
    refused: DataFrame,
    *,
    top_n: int,
    min_items: int,
    als: Mapping[str, Any],
    ease: Mapping[str, Any],  # noqa: ARG001 - the same door; EASE is not on Spark
    blends: Blends,
) -> DataFrame:
    """Recommend to every user of the serving snapshot something new, and what to buy again.

    Parameters and result as in `dmp.ml.recommend.user_recommendations`.
    """
    known = _of_snapshot(frames.read(contracts.USERS, users), SERVING).select("user_id")
    private = frames.read(contracts.REFUSED, refused).select("user_id")
    used = interactions.join(private, "user_id", "left_anti")
    past = Past.read(used, popularity, SERVING)
    recommender = Recommender.train(past, top_n=top_n, min_items=min_items, als=als, blends=blends)
    parts = [
        _explained(recommender.blended(known, task)).withColumn("task", F.lit(task))
        for task in (BUY_AGAIN, DISCOVER)
    ]
    return frames.shaped(reduce(DataFrame.unionByName, parts), RECOMMENDATIONS)


def evaluation_lists(
    interactions: DataFrame,
    popularity: DataFrame,
    holdout: DataFrame,
    *,
    top_n: int,
    min_items: int,
    als: Mapping[str, Any],
    ease: Mapping[str, Any],  # noqa: ARG001 - the same door; EASE is not on Spark
    blends: Blends,
) -> DataFrame:
    """Rank, with the knowledge of the cutoff, items for everybody who bought afterwards.

    Parameters and result as in `dmp.ml.recommend.evaluation_lists`.
    """
    buyers = frames.read(contracts.HOLDOUT_PURCHASES, holdout).select("user_id").distinct()
    past = Past.read(interactions, popularity, EVALUATION)
    recommender = Recommender.train(past, top_n=top_n, min_items=min_items, als=als, blends=blends)
    parts = [
        lists.select("*", F.lit(task).alias("task"), F.lit(model).alias("model"))
        for task in (BUY_AGAIN, DISCOVER)
        for model, lists in {
            "als": recommender.by_als(buyers, task),
            "blend": recommender.blended(buyers, task).drop("source", *ranking.SHARES),
            **recommender.rivals(buyers, task),
        }.items()
    ]
    return frames.shaped(reduce(DataFrame.unionByName, parts), LISTS)


@dataclass(frozen=True)
class Past:
    """What happened before one point in time.

    Attributes
    ----------
    pairs
        user_id, item_id, weight above 0: an event that weighs nothing says nothing.
    purchases
        user_id, item_id, n_purchases above 0, n_purchases_decayed.
    candidates
        item_id that may be shown, n_buyers, n_purchases, n_purchases_decayed.
    """

    pairs: DataFrame
    purchases: DataFrame
    candidates: DataFrame

    @classmethod
    def read(cls, interactions: DataFrame, popularity: DataFrame, snapshot: str) -> Past:
        """Check the frames and take those rows of them that belong to the snapshot."""
        rows = _of_snapshot(frames.read(contracts.INTERACTIONS, interactions), snapshot)
        return cls(
            pairs=rows.where("weight > 0").select("user_id", "item_id", "weight"),
            purchases=rows.where("n_purchases > 0").select(
                "user_id", "item_id", "n_purchases", "n_purchases_decayed"
            ),
            candidates=_of_snapshot(frames.read(contracts.ITEM_POPULARITY, popularity), snapshot),
        )


@dataclass(frozen=True)
class Recommender:
    """A model learned from one past, and how lists are made of it (`dmp.ml.recommender`).

    Attributes
    ----------
    past
        The history.
    trained
        Learned from `past.pairs`; None when there was nothing to learn from.
    well_known
        user_id of those who have interactions on `min_items` items and a factor that says
        something; all others get the recently popular items.
    blends
        As in `dmp.ml.recommender`; ease is not on Spark, and a blend goes on without it.
    top_n
        Length of a list.
    """

    past: Past
    trained: Trained | None
    well_known: DataFrame
    blends: Blends
    top_n: int

    @classmethod
    def train(
        cls, past: Past, *, top_n: int, min_items: int, als: Mapping[str, Any], blends: Blends
    ) -> Recommender:
        """Learn with the arguments of `AlsSettings` in `als`; `threads` is Spark's affair."""
        check_blends(blends)
        chosen = AlsSettings(**als)
        shrinkage = choose_shrinkage(past.pairs, past.candidates, chosen)
        trained = factorisation.fit(past.pairs, chosen, shrinkage)
        counted = past.pairs.groupBy("user_id").agg(F.count("*").alias("n_items"))
        well_known = counted.where(F.col("n_items") >= min_items).select("user_id")
        if trained is not None:
            square = F.aggregate("features", F.lit(0.0), lambda sum_, x: sum_ + x * x)
            speaking = trained.model.userFactors.where(square > MIN_FACTOR_NORM**2)
            numbers = speaking.select(F.col("id").alias("user_no"))
            well_known = well_known.join(trained.users, "user_id").join(numbers, "user_no")
        return cls(past, trained, well_known.select("user_id"), blends, top_n)

    def blended(self, users: DataFrame, task: str) -> DataFrame:
        """Rank as it is served, see `dmp.ml.recommender.Recommender.blended`.

        Here a component scores its own best items alone (`CONSIDERED` of them), where numpy scores all.
        Returns user_id, rank, item_id, score, source and `ranking.SHARES`.
        """
        asked = self._asked(users, task)
        known = asked.join(self.well_known, "user_id", "left_semi")
        unknown = asked.join(self.well_known, "user_id", "left_anti")
        weights = {name: w for name, w in self.blends[task].items() if w > 0 and name != EASE}
        counted = {name: w for name, w in weights.items() if name not in LEARNED}
        lists = self._by(weights, known, task).withColumn("source", F.lit("blend"))
        if not {OWN_COUNTS, OWN_RECENT} & set(counted):
            fallback = ranking.with_shares(self._popular(RECENT, unknown, task))
            return lists.unionByName(fallback.withColumn("source", F.lit("popularity")))
        bought = self.past.purchases.select("user_id").distinct().withColumn("bought", F.lit(True))
        fallback = self._by({TREND: LAST_RESORT} | counted, unknown, task)
        source = F.when(F.col("bought"), OWN_COUNTS).otherwise("popularity")
        named = fallback.join(bought, "user_id", "left").withColumn("source", source)
        return lists.unionByName(named.drop("bought"))

    def by_als(self, users: DataFrame, task: str) -> DataFrame:
        """Rank by ALS alone, by recent popularity for those of whom too little is known."""
        asked = self._asked(users, task)
        fallback = self._popular(RECENT, asked.join(self.well_known, "user_id", "left_anti"), task)
        if self.trained is None:
            return fallback
        known = asked.join(self.well_known, "user_id", "left_semi")
        return self._best_of_als(known, self.top_n, task).unionByName(fallback)

    def _by(self, weights: Mapping[str, float], asked: DataFrame, task: str) -> DataFrame:
        own = self.past.purchases.join(asked.select("user_id"), "user_id", "left_semi").join(
            F.broadcast(self.past.candidates.select("item_id")), "item_id", "left_semi"
        )
        ways: dict[str, Callable[[], DataFrame]] = {
            ALS: lambda: self._best_of_als(asked, CONSIDERED, task),
            TREND: lambda: ranking.by_popularity(
                self.past.candidates, RECENT, asked, CONSIDERED, excluded=self._excluded(task)
            ),
            OWN_COUNTS: lambda: own.withColumn("score", F.log1p("n_purchases")),
            OWN_RECENT: lambda: own.withColumn("score", F.col("n_purchases_decayed")),
        }
        parts = [(FAMILIES[name], ways[name](), weight) for name, weight in sorted(weights.items())]
        return ranking.by_blend(parts, asked, self.top_n, excluded=self._excluded(task))

    def _best_of_als(self, asked: DataFrame, n: int, task: str) -> DataFrame:
        if self.trained is None:
            return ranking.nobody(asked)
        return ranking.by_factors(
            self.trained,
            asked,
            n,
            candidates=self.past.candidates,
            excluded=self._excluded(task),
        )

    def rivals(self, users: DataFrame, task: str) -> dict[str, DataFrame]:
        """Rank by counting alone, as `dmp.ml.recommender.Recommender.rivals` does."""
        asked = self._asked(users, task)
        all_time = "n_buyers" if task == DISCOVER else "n_purchases"
        lists = {
            "popularity": self._popular(all_time, asked, task),
            "popularity_recent": self._popular(RECENT, asked, task),
        }
        if task == BUY_AGAIN:
            lists["own_counts"] = ranking.by_own_counts(
                self.past.purchases, self.past.candidates, RECENT, asked, self.top_n
            )
        return lists

    def _popular(self, score: str, asked: DataFrame, task: str) -> DataFrame:
        return ranking.by_popularity(
            self.past.candidates, score, asked, self.top_n, excluded=self._excluded(task)
        )

    def _asked(self, users: DataFrame, task: str) -> DataFrame:
        return ranking.with_exclusions(users, self._excluded(task))

    def _excluded(self, task: str) -> DataFrame | None:
        return self.past.purchases if task == DISCOVER else None


def _explained(lists: DataFrame) -> DataFrame:
    """Name the largest part of each score as its reason.

    What was learned is one part here: taking it apart into the user's items, as `dmp.ml.reasons` does, would bring
    every user's history together with the factors once more.
    """
    taste, own, trend = (F.col(name) for name in ranking.SHARES)
    is_own = (own > trend) & (own >= taste)
    reason = F.when(is_own, OWN).when(taste > trend, TASTE).otherwise(POPULAR)
    return lists.withColumns(
        {
            "reason": reason,
            "reason_item_id": F.when(is_own, F.col("item_id")),
            "reason_share": F.greatest(taste, own, trend),
        }
    )


def _of_snapshot(frame: DataFrame, snapshot: str) -> DataFrame:
    return frame.where(F.col("snapshot") == snapshot)
