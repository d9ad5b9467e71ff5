"""Implicit-feedback ALS by pyspark.ml, with the conventions of `dmp.ml.als`.

Both minimise  sum c (p - x'y)^2 + penalty  with p = 1 and confidence c = 1 + alpha r for pairs with
an interaction (r: balanced weight), p = 0 and c = 1 for all others. They differ in the penalty:
`dmp.ml.als` has  lambda (sum |x|^2 + sum |y|^2), Spark weighs it by counts (Zhou et al., 2008),
regParam (sum n_u |x_u|^2 + sum n_i |y_i|^2), and offers no other. See `regularisation`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pyspark.ml.recommendation import ALS, ALSModel
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from dmp.ml.als import AlsSettings
from dmp.ml.spark.frames import aggregated
from dmp.ml.spark.numbering import numbered

# Pairs per block: Spark's own default of 10 x 10 blocks makes hundreds of tiny tasks per iteration
# on small data and far too few on large.
PAIRS_PER_BLOCK = 500_000
LEAST_BLOCKS, MOST_BLOCKS = 2, 500


@dataclass(frozen=True)
class Size:
    """What is known of a set of pairs before learning.

    Attributes
    ----------
    n_pairs, n_users, n_items
        Counts; users and items that have a pair.
    mean_square
        Mean square of the confidences over all n_users x n_items places.
    user_count, item_count
        How many pairs the user, and the item, of an average pair has.
    """

    n_pairs: int
    n_users: int
    n_items: int
    mean_square: float
    user_count: float
    item_count: float


@dataclass(frozen=True)
class Trained:
    """A model, and which numbers its users (user_id, user_no) and items (item_id, item_no) bear."""

    model: ALSModel
    users: DataFrame
    items: DataFrame


def balanced(pairs: DataFrame, settings: AlsSettings) -> DataFrame:
    """Return user_id, item_id and the rating r = (c - 1) / alpha of `dmp.ml.als.confidence`.

    Weights are divided by their mean and multiplied per user by (mean user total / own total) ^
    user_balance.

    Parameters
    ----------
    pairs
        user_id, item_id, weight above 0; unique by user and item.
    """
    totals = pairs.groupBy("user_id").agg(F.sum("weight").alias("total"))
    means = pairs.agg(
        F.avg("weight").alias("mean_weight"),
        (F.sum("weight") / F.count_distinct("user_id")).alias("mean_total"),
    )
    balance = F.pow(F.col("mean_total") / F.col("total"), F.lit(settings.user_balance))
    return (
        pairs.join(totals, "user_id")
        .crossJoin(F.broadcast(means))
        .select(
            "user_id", "item_id", (F.col("weight") / F.col("mean_weight") * balance).alias("rating")
        )
    )


def size_of(ratings: DataFrame, settings: AlsSettings) -> Size:
    """Count user_no, item_no and rating as `balanced` made it: three rows to the driver."""
    confidence = 1 + settings.alpha * F.col("rating").cast("double")
    energy = aggregated(ratings, F.coalesce(F.sum(confidence * confidence), F.lit(0.0)))
    n_users, n_pairs, user_squares = _counts(ratings, "user_no")
    n_items, _, item_squares = _counts(ratings, "item_no")
    return Size(
        n_pairs=n_pairs,
        n_users=n_users,
        n_items=n_items,
        mean_square=energy[0] / max(n_users * n_items, 1),
        user_count=user_squares / max(n_pairs, 1),
        item_count=item_squares / max(n_pairs, 1),
    )


def _counts(ratings: DataFrame, column: str) -> tuple[int, int, float]:
    """Return how many ids there are, the sum of their counts, and of the squares of the counts."""
    counts = ratings.groupBy(column).agg(F.count("*").alias("n"))
    squares = F.sum(F.col("n").cast("double") * F.col("n"))
    found = aggregated(counts, F.count("*"), F.sum("n"), squares)
    return found[0], found[1] or 0, found[2] or 0.0


def regularisation(size: Size, shrinkage: float) -> float:
    """Turn a shrinkage in units of the noise edge into Spark's regParam.

    lambda = shrinkage * noise edge as in `dmp.ml.als.noise_edge`. Were all users alike with n_u
    pairs and all items with n_i, Spark's penalty would be regParam n_u |x|^2 + regParam n_i |y|^2,
    and since x and y may be rescaled against each other that is the same as
    regParam sqrt(n_u n_i) (|x|^2 + |y|^2). So regParam = lambda / sqrt(n_u n_i) agrees exactly for
    alike users and items. They are not alike: Spark shrinks the busy more and the rest less, and
    n_u, n_i are taken where the pairs are, as means over pairs. With means over users and items,
    the best shrinkage of MovieLens-100k was 0.3 instead of the 0.65 to 0.9 of `implicit`.
    """
    edge = math.sqrt(size.mean_square) * (math.sqrt(size.n_users) + math.sqrt(size.n_items))
    return shrinkage * edge / math.sqrt(size.user_count * size.item_count)


def fit(pairs: DataFrame, settings: AlsSettings, shrinkage: float) -> Trained | None:
    """Learn factors from user_id, item_id and weight above 0; None when there is no pair.

    The factors depend on the pairs, the settings and the number of blocks, which depends on the
    number of pairs alone. Spark adds in the order in which blocks arrive, so a cluster may differ
    in the last bits from one run to the next; scores are rounded for that reason. The session should
    have a `spark.checkpoint.dir`: Spark then cuts the lineage every ten iterations; without it, 20
    iterations were seen to overflow the stack of the tasks that read the factors.
    """
    users = numbered(pairs, "user_id", "user_no")
    items = numbered(pairs, "item_id", "item_no")
    frame = (
        balanced(pairs, settings)
        .join(users, "user_id")
        .join(items, "item_id")
        .select("user_no", "item_no", F.col("rating").cast("float").alias("rating"))
        .cache()
    )
    size = size_of(frame, settings)
    if size.n_pairs == 0:
        frame.unpersist()
        return None
    blocks = min(LEAST_BLOCKS + size.n_pairs // PAIRS_PER_BLOCK, MOST_BLOCKS)
    als = ALS(
        userCol="user_no",
        itemCol="item_no",
        ratingCol="rating",
        implicitPrefs=True,
        rank=min(settings.factors, size.n_users, size.n_items),
        alpha=settings.alpha,
        regParam=regularisation(size, shrinkage),
        maxIter=settings.iterations,
        numUserBlocks=blocks,
        numItemBlocks=blocks,
        seed=settings.seed,
    )
    model = als.fit(frame)
    frame.unpersist()
    return Trained(model, users, items)
