"""The shrinkage of ALS on Spark, chosen on interactions hidden from it (see `dmp.ml.tuning`)."""

from __future__ import annotations

import dataclasses

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from dmp.ml.als import AlsSettings
from dmp.ml.spark import als, ranking
from dmp.ml.tuning import CUTOFF, HIDDEN_SHARE, MAX_USERS, MIN_HIDDEN, MIN_ITEMS, climb

# A fit costs Spark seconds of scheduling however small the data, so the trial is smaller than that
# of `dmp.ml.tuning`: shorter factors, and only every second candidate.
MAX_FACTORS = 32
STRIDE = 2
PARTS = 1_000_000


def choose_shrinkage(pairs: DataFrame, candidates: DataFrame, settings: AlsSettings) -> float:
    """Choose from every second of `settings.shrinkages` by NDCG@10 on hidden interactions.

    The rules are those of `dmp.ml.tuning.choose_shrinkage`: at most 10,000 users, a tenth of the
    interactions with candidates hidden for users with 3 items or more, the middle value where that
    leaves fewer than 50. Who is asked and what is hidden is decided by hashes of the ids. It takes
    three fits, or one more for every step away from the middle.

    Parameters
    ----------
    pairs
        user_id, item_id, weight above 0.
    candidates
        item_id that may be recommended.
    """
    values = sorted(settings.shrinkages)[::STRIDE]
    middle = (len(values) - 1) // 2
    if len(values) == 1:
        return values[0]
    known, hidden = (frame.cache() for frame in _hide(pairs, candidates, settings.seed))
    tried = dataclasses.replace(settings, factors=min(settings.factors, MAX_FACTORS))

    def quality(place: int) -> float:
        return _ndcg(known, hidden, candidates, tried, values[place])

    chosen = middle
    if hidden.count() >= MIN_HIDDEN:
        chosen = climb(quality, len(values), middle)
    known.unpersist()
    hidden.unpersist()
    return values[chosen]


def _hide(pairs: DataFrame, candidates: DataFrame, seed: int) -> tuple[DataFrame, DataFrame]:
    asked = (
        pairs.groupBy("user_id")
        .agg(F.count("*").alias("n_items"))
        .orderBy(F.xxhash64("user_id", F.lit(seed)), "user_id")
        .limit(MAX_USERS)
    )
    chance = F.pmod(F.xxhash64("user_id", "item_id", F.lit(seed)), F.lit(PARTS)) / PARTS
    shown = candidates.select("item_id", F.lit(True).alias("may_hide"))
    marked = (
        pairs.join(asked, "user_id")
        .join(F.broadcast(shown), "item_id", "left")
        .withColumn(
            "is_hidden",
            F.coalesce("may_hide", F.lit(False))
            & (F.col("n_items") >= MIN_ITEMS)
            & (chance < HIDDEN_SHARE),
        )
    )
    known = marked.where(~F.col("is_hidden")).select("user_id", "item_id", "weight")
    return known, marked.where("is_hidden").select("user_id", "item_id")


def _ndcg(
    known: DataFrame,
    hidden: DataFrame,
    candidates: DataFrame,
    settings: AlsSettings,
    shrinkage: float,
) -> float:
    trained = als.fit(known, settings, shrinkage)
    if trained is None:
        return 0.0
    targets = hidden.groupBy("user_id").agg(F.count("*").alias("n_targets"))
    lists = ranking.by_factors(
        trained,
        ranking.with_exclusions(targets, known),
        CUTOFF,
        candidates=candidates,
        excluded=known,
    )
    gained = (
        lists.join(hidden, ["user_id", "item_id"])
        .groupBy("user_id")
        .agg(F.sum(_gain(F.col("rank"))).alias("gain"))
    )
    ranks = F.explode(F.sequence(F.lit(1), F.least("n_targets", F.lit(CUTOFF)).cast("int")))
    ideal = (
        targets.select("user_id", ranks.alias("rank"))
        .groupBy("user_id")
        .agg(F.sum(_gain(F.col("rank"))).alias("ideal"))
    )
    found = (
        ideal.join(gained, "user_id", "left")
        .agg(F.avg(F.coalesce("gain", F.lit(0.0)) / F.col("ideal")))
        .first()
    )
    return float(found[0]) if found is not None and found[0] is not None else 0.0


def _gain(rank: Column) -> Column:
    return 1 / F.log2(rank + 1)
