"""How good the evaluation lists were, on Spark (see `dmp.ml.quality`).

The means are those of `dmp.ml.quality`. The resamples are of another kind, so the ends of the
intervals differ by the noise of the bootstrap: users are put into buckets by a hash of their id,
and a resample draws every bucket with a weight from Poisson(1), the limit of drawing with
replacement (Chamandy, Muralidharan, Najmi, Naidu, 2012, "Estimating uncertainty for massive data
streams"). The weight comes from a hash of bucket, resample and seed, and all models share it, so
comparisons are paired. Buckets of users at random tell the spread of users; with fewer users than
buckets nearly everyone has a bucket of their own. So all users are passed over once, and resampled
is a table whose size does not depend on how many they are.
"""

from __future__ import annotations

import math
from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from dmp.ml import contracts
from dmp.ml.metrics import METRICS
from dmp.ml.quality import BASELINES, COVERAGE, QUALITY
from dmp.ml.spark import frames

BUCKETS = 4_096
# A weight above this has a chance of 1e-10.
MOST_DRAWS = 12
SERIES = ("task", "model", "metric", "k")


def recommendation_quality(
    scores: DataFrame,
    lists: DataFrame,
    popularity: DataFrame,
    *,
    samples: int,
    level: float,
    seed: int,
) -> DataFrame:
    """Average the scores of every model of every task at every cutoff.

    Parameters and result as in `dmp.ml.quality.recommendation_quality`.
    """
    scored = frames.read(contracts.RECOMMENDATION_SCORES, scores)
    shown = frames.read(contracts.EVALUATION_LISTS, lists)
    candidates = frames.read(contracts.ITEM_POPULARITY, popularity)
    values = _long(
        scored.groupBy("task", "model", "k").agg(*(F.avg(name).alias(name) for name in METRICS))
    )
    baselines = _baselines(values)
    draws = _draws(scored, samples, seed)
    measured = (
        values.join(_intervals(draws, baselines, level), list(SERIES))
        .join(F.broadcast(baselines), ["task", "metric", "k"], "left")
        .withColumn("lift_over_baseline", F.col("value") / F.col("baseline_value") - 1)
        .drop("baseline_value")
    )
    users = scored.groupBy("task").agg(
        F.count_distinct("user_id").alias("n_users"),
        F.count_distinct(F.when(F.col("is_cold") > 0, F.col("user_id"))).alias("n_cold_users"),
    )
    everything = measured.unionByName(
        _coverage(scored, shown, candidates), allowMissingColumns=True
    )
    return frames.shaped(everything.join(F.broadcast(users), "task"), QUALITY)


def _long(wide: DataFrame) -> DataFrame:
    """Turn one column per metric into rows task, model, metric, k, value (and `sample`)."""
    keys = [name for name in wide.columns if name not in METRICS]
    return wide.unpivot(keys, list(METRICS), "metric", "value")


def _baselines(values: DataFrame) -> DataFrame:
    """Choose the better popularity model: task, metric, k, baseline, baseline_value."""
    rivals = values.where(F.col("model").isin(*BASELINES))
    best_first = Window.partitionBy("task", "metric", "k").orderBy(F.desc("value"), "model")
    return (
        rivals.withColumn("place", F.row_number().over(best_first))
        .where("place = 1")
        .select(
            "task",
            "metric",
            "k",
            F.col("model").alias("baseline"),
            F.when(F.col("value") > 0, F.col("value")).alias("baseline_value"),
        )
    )


def _draws(scored: DataFrame, samples: int, seed: int) -> DataFrame:
    """Means of the resamples: task, model, metric, k, sample, value."""
    bucket = F.pmod(F.xxhash64("user_id", F.lit(seed)), F.lit(BUCKETS)).cast("int")
    sums = (
        scored.withColumn("bucket", bucket)
        .groupBy("task", "model", "k", "bucket")
        .agg(F.count("*").alias("n"), *(F.sum(name).alias(name) for name in METRICS))
    )
    numbers = F.explode(F.sequence(F.lit(1), F.lit(samples))).alias("sample")
    weighted = (
        sums.select("*", numbers)
        .withColumn("times", _poisson(F.xxhash64("bucket", "sample", F.lit(seed))))
        .where("times > 0")
    )
    total = F.sum(F.col("times") * F.col("n"))
    return _long(
        weighted.groupBy("task", "model", "k", "sample").agg(
            *((F.sum(F.col("times") * F.col(name)) / total).alias(name) for name in METRICS)
        )
    )


def _poisson(noise: Column) -> Column:
    """Turn 64 random bits into a draw from Poisson(1), by the inverse of its distribution."""
    uniform = F.shiftrightunsigned(noise, 11) * F.lit(2.0**-53)
    below, draws = 0.0, []
    for count in range(MOST_DRAWS):
        below += math.exp(-1) / math.factorial(count)
        draws.append(F.when(uniform >= below, 1).otherwise(0))
    return reduce(lambda one, other: one + other, draws)


def _intervals(draws: DataFrame, baselines: DataFrame, level: float) -> DataFrame:
    """Percentile intervals of the value and of its lift, paired: the baseline of the same draw."""
    known = baselines.where(F.col("baseline_value").isNotNull()).drop("baseline_value")
    together = Window.partitionBy("task", "metric", "k", "sample")
    below = F.max(F.when(F.col("model") == F.col("baseline"), F.col("value"))).over(together)
    lift = F.col("value") / F.when(below > 0, below) - 1
    ends = ((1 - level) / 2, (1 + level) / 2)
    return (
        draws.join(F.broadcast(known), ["task", "metric", "k"], "left")
        .withColumn("lift", lift)
        .groupBy(*SERIES)
        .agg(
            *(
                F.percentile(column, F.lit(end)).alias(f"{prefix}ci_{side}")
                for column, prefix in (("value", ""), ("lift", "lift_"))
                for end, side in zip(ends, ("low", "high"), strict=True)
            )
        )
    )


def _coverage(scored: DataFrame, shown: DataFrame, candidates: DataFrame) -> DataFrame:
    """Share of the candidates that any scored user is shown: task, model, metric, k, value."""
    there = candidates.where(F.col("snapshot") == contracts.EVALUATION).agg(
        F.greatest(F.count("*"), F.lit(1)).alias("n_candidates")
    )
    judged = scored.select("task", "user_id").distinct()
    series = scored.select("task", "model", "k").distinct()
    seen = shown.join(judged, ["task", "user_id"], "left_semi").select(
        "task", "model", "rank", "item_id"
    )
    in_reach = F.when(F.col("rank") <= F.col("k"), F.col("item_id"))
    return (
        series.join(seen, ["task", "model"], "left")
        .groupBy("task", "model", "k")
        .agg(F.count_distinct(in_reach).alias("n_shown"))
        .crossJoin(F.broadcast(there))
        .select(
            "task",
            "model",
            F.lit(COVERAGE).alias("metric"),
            "k",
            (F.col("n_shown") / F.col("n_candidates")).alias("value"),
        )
    )
