"""Top lists as DataFrames: by factors, by popularity, by own counts; the rules of `dmp.ml.ranking`.

Every list follows one rule: higher score first, equal scores by item id, filtered items never.
A list is a set of rows user_id, rank (from 1), item_id, score.

Throughout, `asked` has one row per user: user_id and n_excluded, the number of items that must not
be shown to the user (0 where nothing is left out); `excluded` has the pairs user_id, item_id
themselves, and `candidates` one row per item_id that may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from dmp.ml.ranking import SCORE_DECIMALS, TIE_MARGIN
from dmp.ml.spark.als import Trained

# Users are asked in classes of at most this many excluded items, then that times 8, 64, ...
FIRST_CLASS = 128
CLASS_GROWTH = 8
# What was learned, the user's own purchases and what sells add to a score (`dmp.ml.reasons`).
TASTE_SHARE, OWN_SHARE, TREND_SHARE = "taste_share", "own_share", "trend_share"
SHARES = (TASTE_SHARE, OWN_SHARE, TREND_SHARE)


def rounded(score: Column) -> Column:
    """Round half to even at the same digit and by the same arithmetic as numpy does."""
    unit = F.lit(10.0**SCORE_DECIMALS)
    return F.rint(score * unit) / unit


def with_exclusions(asked: DataFrame, excluded: DataFrame | None) -> DataFrame:
    """Count for every user_id of `asked` the pairs in `excluded` (user_id, item_id)."""
    if excluded is None:
        return asked.select("user_id", F.lit(0).alias("n_excluded"))
    counts = excluded.groupBy("user_id").agg(F.count("*").alias("n_excluded"))
    return (
        asked.select("user_id")
        .join(counts, "user_id", "left")
        .select("user_id", F.coalesce("n_excluded", F.lit(0)).alias("n_excluded"))
    )


def best(scored: DataFrame, n: int) -> DataFrame:
    """Rank user_id, item_id, score (rounded) and keep the best n of every user; further columns stay."""
    order = Window.partitionBy("user_id").orderBy(F.desc("score"), "item_id")
    further = [name for name in scored.columns if name not in ("user_id", "item_id", "score")]
    return (
        scored.withColumn("rank", F.row_number().over(order))
        .where(F.col("rank") <= n)
        .select("user_id", "rank", "item_id", "score", *further)
    )


def by_factors(
    trained: Trained, asked: DataFrame, n: int, *, candidates: DataFrame, excluded: DataFrame | None
) -> DataFrame:
    """Rank the candidates by x'y for users the model knows.

    pyspark.ml recommends from all its items, so every user is asked for n more than could be
    filtered away afterwards: the items that are no candidates, the own exclusions (by class, so
    that one heavy buyer does not lengthen everybody's list) and a margin for ties at the end.

    At scale: each class multiplies its users with all items, block by block, by BLAS; together
    n_users x n_items x rank multiplications, as any exact ranking needs, and per user a heap and a
    row of the length asked for. 10^8 users and 10^5 items are 10^15 at rank 100: there, ask only
    the users who are to be shown something, or train on the items that can still be bought, so
    that few are no candidates.
    """
    no_candidates = trained.items.join(candidates, "item_id", "left_anti").count()
    longest = asked.agg(F.max("n_excluded")).first()
    numbered = asked.join(trained.users, "user_id")
    answers = []
    low, high = -1, FIRST_CLASS
    while longest is not None and longest[0] is not None and low < longest[0]:
        some = numbered.where((F.col("n_excluded") > low) & (F.col("n_excluded") <= high))
        length = n + TIE_MARGIN + no_candidates + high
        answers.append(trained.model.recommendForUserSubset(some.select("user_no"), length))
        low, high = high, high * CLASS_GROWTH
    if not answers:
        return nobody(asked)
    scored = (
        reduce(DataFrame.unionByName, answers)
        .select("user_no", F.explode("recommendations").alias("answer"))
        .select("user_no", "answer.item_no", F.col("answer.rating").cast("double").alias("score"))
        .join(F.broadcast(trained.items), "item_no")
        .join(F.broadcast(candidates.select("item_id")), "item_id", "left_semi")
        .join(trained.users, "user_no")
        .select("user_id", "item_id", rounded(F.col("score")).alias("score"))
    )
    # Candidates nobody did anything with have no factors: as in `dmp.ml.ranking` they score 0.
    unknown = (
        candidates.select("item_id")
        .join(trained.items, "item_id", "left_anti")
        .orderBy("item_id")
        .limit(n)
        .withColumn("score", F.lit(0.0))
    )
    everything = scored.unionByName(
        numbered.select("user_id").crossJoin(F.broadcast(unknown)).select(*scored.columns)
    )
    return best(_without(everything, excluded), n)


def by_popularity(
    candidates: DataFrame, score: str, asked: DataFrame, n: int, *, excluded: DataFrame | None
) -> DataFrame:
    """Give every user the n candidates with the highest `score` that are not excluded.

    A user with m exclusions needs only the first n + m of the popular: that many rows per user,
    not the whole catalogue.
    """
    order = Window.orderBy(F.desc(rounded(F.col(score))), "item_id")
    head = candidates.select(
        "item_id", F.col(score).alias("score"), F.row_number().over(order).alias("place")
    )
    shown = asked.join(F.broadcast(head), F.col("place") <= F.col("n_excluded") + n)
    ranks = Window.partitionBy("user_id").orderBy("place")
    return (
        _without(shown, excluded)
        .withColumn("rank", F.row_number().over(ranks))
        .where(F.col("rank") <= n)
        .select("user_id", "rank", "item_id", "score")
    )


def by_own_counts(
    purchases: DataFrame, candidates: DataFrame, score: str, asked: DataFrame, n: int
) -> DataFrame:
    """Rank what each user bought most often; ties and the rest of the list by popularity.

    The score is the count plus the item's popularity (`score`) scaled into [0, 1), see
    `dmp.ml.ranking.by_own_counts`.

    Parameters
    ----------
    purchases
        user_id, item_id, n_purchases of at least 1.
    """
    top = candidates.agg((1 + F.greatest(F.max(score), F.lit(0.0))).alias("top"))
    shares = candidates.crossJoin(F.broadcast(top)).select(
        "item_id", (F.col(score) / F.col("top")).alias("share")
    )
    own = (
        purchases.join(asked.select("user_id"), "user_id", "left_semi")
        .join(F.broadcast(shares), "item_id")
        .select("user_id", "item_id", rounded(F.col("n_purchases") + F.col("share")).alias("score"))
    )
    fill = by_popularity(
        shares, "share", with_exclusions(asked, purchases), n, excluded=purchases
    ).select("user_id", "item_id", rounded(F.col("score")).alias("score"))
    return best(own.unionByName(fill), n)


def by_blend(
    parts: Sequence[tuple[str, DataFrame, float]],
    asked: DataFrame,
    n: int,
    *,
    excluded: DataFrame | None,
) -> DataFrame:
    """Rank by the weighted sum of parts, each scaled per user by its best score.

    The arithmetic of `dmp.ml.blend`, over the items that the parts bring; an item that a part does not bring has 0.

    Parameters
    ----------
    parts
        Family of the part (one of `SHARES`), its user_id, item_id, score, and its weight.

    Returns
    -------
    DataFrame
        Lists, with what each family adds to the score in the columns `SHARES`.
    """
    everybody = Window.partitionBy("user_id")
    scaled = []
    for family, scores, weight in parts:
        top = F.max("score").over(everybody)
        share = F.when(top > 0, F.col("score") / top).otherwise(0.0)
        shown = _without(scores.select("user_id", "item_id", "score"), excluded)
        scaled.append(
            shown.select(
                "user_id", "item_id", (share * weight).alias("score"), F.lit(family).alias("family")
            )
        )
    if not scaled:
        return with_shares(nobody(asked))
    total = reduce(DataFrame.unionByName, scaled).groupBy("user_id", "item_id")
    shares = [
        F.sum(F.when(F.col("family") == family, F.col("score")).otherwise(0.0)).alias(family)
        for family in SHARES
    ]
    return best(total.agg(rounded(F.sum("score")).alias("score"), *shares), n)


def with_shares(lists: DataFrame) -> DataFrame:
    """Say of lists by popularity that it adds everything."""
    parts = {family: F.lit(0.0) for family in SHARES} | {TREND_SHARE: F.col("score")}
    return lists.withColumns(parts)


def _without(scored: DataFrame, excluded: DataFrame | None) -> DataFrame:
    if excluded is None:
        return scored
    return scored.join(excluded.select("user_id", "item_id"), ["user_id", "item_id"], "left_anti")


def nobody(asked: DataFrame) -> DataFrame:
    """Give the empty list of nobody."""
    return asked.where(F.lit(False)).select(
        "user_id",
        F.lit(1).alias("rank"),
        F.lit("").alias("item_id"),
        F.lit(0.0).alias("score"),
    )
