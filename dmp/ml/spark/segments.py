"""Segments of users by pyspark.ml's KMeans, numbered by worth (see `dmp.ml.segments`)."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce

import numpy as np
from pyspark.ml.clustering import KMeans
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from dmp.ml import contracts
from dmp.ml.arrays import FloatArray
from dmp.ml.segments import DECIMALS, SEGMENTS, check_settings, fitted_snapshot
from dmp.ml.spark import frames
from dmp.ml.spark.scaling import Scaling

# KMeans falls into local minima. `dmp.ml.segments` starts 8 times; here a start costs seconds of
# scheduling. Five steps of k-means|| instead of two let 5 of 8 starts reach the best known fit of
# the demo with 6 segments instead of 1 of 8.
STARTS = 4
INITIAL_STEPS = 5
MAX_ITERATIONS = 100
TOLERANCE = 1e-4  # how far a centre still moves, in scaled units
POINT, WORTH = "point", "worth"  # columns beside the features


@dataclass(frozen=True)
class Segmentation:
    """A scaling and centres (k, n_features) in scaled units; centre i is segment i + 1."""

    scaling: Scaling
    centres: FloatArray

    @classmethod
    def fit(
        cls,
        users: DataFrame,
        features: Sequence[str],
        ks: Sequence[int],
        sample_size: int,
        *,
        seed: int,
    ) -> Segmentation:
        """Learn segments from at least one user (user_id, the features, revenue_365d)."""
        scaling = Scaling.fit(users, features)
        worth = F.coalesce("revenue_365d", F.lit(0.0)).alias(WORTH)
        points = users.select("user_id", worth, *scaling.points()).cache()
        k = best_k(points, scaling.names, ks, sample_size, seed)
        centres = cluster(points, scaling.names, k, seed)
        number, _ = nearest(scaling.names, centres)
        order = by_worth(points.select("user_id", WORTH, number.alias("number")))
        points.unpersist()
        return cls(scaling, centres[order])

    def assign(self, users: DataFrame) -> DataFrame:
        """Give every user the nearest centre: snapshot, user_id, segment_no, distance_to_center."""
        number, square = nearest(self.scaling.names, self.centres)
        return users.select("snapshot", "user_id", *self.scaling.points()).select(
            "snapshot",
            "user_id",
            number.alias("segment_no"),
            _rounded(F.sqrt(square)).alias("distance_to_center"),
        )


def user_segments(
    users: DataFrame,
    *,
    n_segments: int | None,
    min_segments: int,
    max_segments: int,
    min_fit_users: int,
    sample_size: int,
    seed: int,
) -> DataFrame:
    """Divide the users of every snapshot into the same segments.

    Parameters and result as in `dmp.ml.segments.user_segments`.
    """
    check_settings(n_segments, min_segments, max_segments)
    checked = frames.read(contracts.USERS, users)
    counts = {
        str(row["snapshot"]): int(row["count"])
        for row in checked.groupBy("snapshot").count().collect()
    }
    if not counts:
        nobody = checked.select(
            "snapshot",
            "user_id",
            F.lit(1).alias("segment_no"),
            F.lit(0.0).alias("distance_to_center"),
        )
        return frames.shaped(nobody, SEGMENTS)
    snapshot = fitted_snapshot(counts, min_fit_users)
    model = Segmentation.fit(
        checked.where(F.col("snapshot") == snapshot),
        contracts.FEATURES,
        [n_segments] if n_segments else range(min_segments, max_segments + 1),
        sample_size,
        seed=seed,
    )
    return frames.shaped(model.assign(checked), SEGMENTS)


def best_k(
    points: DataFrame, names: Sequence[str], ks: Sequence[int], sample_size: int, seed: int
) -> int:
    """Choose the number of clusters with the highest mean silhouette; the smaller one of equals.

    As `dmp.ml.segments.best_k`, on the `sample_size` users with the smallest hash of their id. The
    silhouette is the Euclidean one: pyspark.ml's evaluator offers that of squared distances only,
    which prefers other numbers.
    """
    if len(ks) == 1:
        return ks[0]
    sample = (
        points.orderBy(F.xxhash64("user_id", F.lit(seed)), "user_id")
        .limit(sample_size)
        .coalesce(1)  # small, and sums over one partition have one order
        .cache()
    )
    n_distinct: int = sample.select(*names).distinct().count()
    usable = [k for k in ks if 2 <= k < n_distinct]
    chosen: int = min(n_distinct, ks[0])
    if usable:
        found = {k: cluster(sample, names, k, seed) for k in usable}
        scores = silhouettes(sample, names, found)
        chosen = max(usable, key=lambda k: (round(scores[k], DECIMALS), -k))
    sample.unpersist()
    return chosen


def cluster(points: DataFrame, names: Sequence[str], k: int, seed: int) -> FloatArray:
    """Fit KMeans from several starts and return the centres (k, n_features) of the tightest fit.

    There are at most as many centres as distinct points; asked for more, pyspark.ml dies of an
    array index.
    """
    k = min(k, points.select(*names).distinct().limit(k).count())
    if k == 1:  # pyspark.ml begins at 2
        means = points.agg(*(F.avg(name) for name in names)).first()
        return np.array([means], dtype=np.float64)
    vectors = VectorAssembler(inputCols=list(names), outputCol=POINT).transform(points)
    vectors = vectors.select(POINT).cache()

    def fit(start: int) -> tuple[float, FloatArray]:
        kmeans = KMeans(
            featuresCol=POINT,
            k=k,
            seed=seed + start,
            initSteps=INITIAL_STEPS,
            maxIter=MAX_ITERATIONS,
            tol=TOLERANCE,
        )
        model = kmeans.fit(vectors)
        return float(model.summary.trainingCost), np.array(model.clusterCenters())

    # Side by side, for a start is many small jobs, and most of each is waiting for the scheduler.
    with ThreadPoolExecutor(STARTS) as starts:
        fits = list(starts.map(fit, range(STARTS)))
    vectors.unpersist()
    return min(fits, key=lambda fitted: fitted[0])[1]


def nearest(names: Sequence[str], centres: FloatArray) -> tuple[Column, Column]:
    """Say how to find the nearest centre: its number from 1, and the squared distance to it."""
    squares = [squared_distance([F.col(name) for name in names], centre) for centre in centres]
    # Rounded, so that equal distances are equal and the smaller number wins.
    rounded = F.array(*map(_rounded, squares))
    number = F.array_position(rounded, F.array_min(rounded)).cast("int")
    return number, F.element_at(F.array(*squares), number)


def squared_distance(point: Sequence[Column], other: Sequence[Column] | FloatArray) -> Column:
    """Sum of squared differences between a point and another point or a centre."""
    squares = [(x - y) * (x - y) for x, y in zip(point, other, strict=True)]
    return reduce(operator.add, squares)


def silhouettes(
    sample: DataFrame, names: Sequence[str], found: Mapping[int, FloatArray]
) -> dict[int, float]:
    """Mean silhouette (Rousseeuw, 1987) of the sample under each of the clusterings `found`.

    The distances of all pairs are computed once for all clusterings; their number is bounded by
    the size of the sample, not by the number of users. One row per clustering comes back.
    """
    labels = [nearest(names, centres)[0].alias(f"label_{k}") for k, centres in found.items()]
    # Users who share all labels are of one kind: sums per kind answer for every clustering. Cached,
    # for beside the long expressions of the labels Spark would not compile the pairs.
    labelled = sample.select("user_id", *names, *labels).cache()
    kind = F.concat_ws("-", *(F.col(f"label_{k}") for k in found))
    others = labelled.select(
        *(F.col(name).alias(f"other_{name}") for name in names), kind.alias("kind")
    )
    square = squared_distance(
        [F.col(name) for name in names], [F.col(f"other_{name}") for name in names]
    )
    sums = (
        labelled.crossJoin(F.broadcast(others))
        .groupBy("user_id", "kind")
        .agg(F.sum(F.sqrt(square)).alias("distance"), F.count("*").alias("n"))
    )
    own = labelled.select("user_id", *(f"label_{k}" for k in found))
    kinds = labelled.select(
        kind.alias("kind"), *(F.col(f"label_{k}").alias(f"other_{k}") for k in found)
    ).distinct()
    placed = sums.join(own, "user_id").join(F.broadcast(kinds), "kind").cache()
    scores = reduce(DataFrame.unionByName, [_silhouette(placed, k) for k in found]).collect()
    placed.unpersist()
    labelled.unpersist()
    return {int(row["k"]): float(row["score"]) for row in scores}


def _silhouette(placed: DataFrame, k: int) -> DataFrame:
    own, other = F.col(f"label_{k}"), F.col(f"other_{k}")
    per_label = placed.groupBy("user_id", own, other).agg(
        F.sum("distance").alias("distance"), F.sum("n").alias("n")
    )
    # Alone in a cluster: the inside is unknown and the silhouette counts as 0.
    inside = F.when((own == other) & (F.col("n") > 1), F.col("distance") / (F.col("n") - 1))
    outside = F.when(own != other, F.col("distance") / F.col("n"))
    per_user = per_label.groupBy("user_id").agg(
        F.max(inside).alias("inside"), F.min(outside).alias("outside")
    )
    widest = F.greatest("inside", "outside")
    score = F.when(
        F.col("inside").isNotNull() & (widest > 0),
        (F.col("outside") - F.col("inside")) / widest,
    )
    return per_user.agg(F.lit(k).alias("k"), F.avg(F.coalesce(score, F.lit(0.0))).alias("score"))


def by_worth(labelled: DataFrame) -> list[int]:
    """Order the cluster numbers (0, ...) by descending mean worth, equals by their first user.

    Parameters
    ----------
    labelled
        user_id, worth, number (1, ...). One row per cluster comes back.
    """
    rows = (
        labelled.groupBy("number")
        .agg(_rounded(F.avg(WORTH)).alias(WORTH), F.min("user_id").alias("first"))
        .orderBy(F.desc(WORTH), "first")
        .collect()
    )
    return [int(row["number"]) - 1 for row in rows]


def _rounded(value: Column) -> Column:
    unit = 10.0**DECIMALS
    return F.rint(value * unit) / unit
