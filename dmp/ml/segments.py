"""Segments of users: KMeans on scaled features, numbered by what the users are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

from dmp.ml import contracts
from dmp.ml.arrays import FloatArray, IntArray
from dmp.ml.frames import FrameError, typed
from dmp.ml.scaling import Scaling
from dmp.ml.threads import one_blas_thread

SEGMENTS = {
    "snapshot": "str",
    "user_id": "str",
    "segment_no": "int64",
    "distance_to_center": "float64",
}
STARTS = 8
DECIMALS = 6


@dataclass(frozen=True)
class Segmentation:
    """A scaling and centres (k, n_features) in scaled units; centre i is segment i + 1."""

    scaling: Scaling
    centres: FloatArray

    @classmethod
    def fit(
        cls,
        features: pd.DataFrame,
        revenue: pd.Series[float],
        ks: Sequence[int],
        sample_size: int,
        *,
        seed: int,
    ) -> Segmentation:
        """Learn segments from users in the order of their ids (at least one).

        Parameters
        ----------
        features
            (n_users, n_features) float columns; null means unknown.
        revenue
            (n_users,) what numbers the segments: the highest mean first, equals by their first
            user. KMeans numbers its clusters by chance; people remember "segment 1".
        ks, sample_size, seed
            See `best_k`.
        """
        scaling = Scaling.fit(features)
        points = scaling.apply(features)
        k = best_k(points, ks, sample_size, seed)
        labels, centres = cluster(points, k, seed)
        return cls(scaling, centres[by_worth(labels, revenue)])

    def assign(self, features: pd.DataFrame) -> tuple[IntArray, FloatArray]:
        """Give every user the nearest centre: segment numbers (n,) and distances (n,)."""
        points = self.scaling.apply(features)
        squares: FloatArray = cdist(points, self.centres, "sqeuclidean")
        # Rounded, so that equal distances are equal and the smaller number wins.
        nearest = np.round(squares, DECIMALS).argmin(axis=1)
        return nearest.astype(np.int64) + 1, np.sqrt(squares[np.arange(len(points)), nearest])


def user_segments(
    users: pd.DataFrame,
    *,
    n_segments: int | None,
    min_segments: int,
    max_segments: int,
    min_fit_users: int,
    sample_size: int,
    seed: int,
) -> pd.DataFrame:
    """Divide the users of every snapshot into the same segments.

    One model is fitted on the evaluation snapshot and applied to both. So what it says about the
    time after the cutoff is honest (nothing after the cutoff shaped it), and segment 3 of today is
    the very segment 3 whose next purchases were counted; two fits could be numbered alike and mean
    different people. A company too young for that has fewer than `min_fit_users` users in the
    evaluation snapshot: then the serving snapshot is fitted, and purchase rates prove nothing yet.

    Parameters
    ----------
    users
        feat_users.
    n_segments
        Number of segments; None chooses it from min_segments to max_segments. Fewer when there are
        fewer distinct users.
    min_fit_users
        Users the evaluation snapshot needs to be fitted on.
    sample_size, seed
        See `best_k`.

    Returns
    -------
    pd.DataFrame
        One row per snapshot and user: snapshot, user_id, segment_no (1 = highest mean revenue_365d
        in the fitted snapshot), distance_to_center (in scaled units).
    """
    check_settings(n_segments, min_segments, max_segments)
    checked = contracts.USERS.read(users)
    columns = list(contracts.FEATURES)
    parts = {str(name): part for name, part in checked.groupby("snapshot", sort=True)}
    frames = [typed({name: [] for name in SEGMENTS}, SEGMENTS)]
    if parts:
        sizes = {snapshot: len(part) for snapshot, part in parts.items()}
        fitted = parts[fitted_snapshot(sizes, min_fit_users)]
        ks = [n_segments] if n_segments else range(min_segments, max_segments + 1)
        model = Segmentation.fit(
            fitted[columns], fitted["revenue_365d"], ks, sample_size, seed=seed
        )
    for snapshot, part in parts.items():
        numbers, distances = model.assign(part[columns])
        result = {
            "snapshot": np.full(len(part), snapshot, dtype=object),
            "user_id": part["user_id"].to_numpy(),
            "segment_no": numbers,
            "distance_to_center": np.round(distances, DECIMALS),
        }
        frames.append(typed(result, SEGMENTS))
    return pd.concat(frames, ignore_index=True)


def best_k(points: FloatArray, ks: Sequence[int], sample_size: int, seed: int) -> int:
    """Choose the number of clusters with the highest mean silhouette; the smaller one of equals.

    The silhouette (Rousseeuw, 1987) needs all distances between the points, hence a seeded sample
    of `sample_size` of them. Only numbers below the count of distinct points in it can be judged;
    if there is none, that count is taken, at most the first of `ks`.
    """
    if len(ks) == 1:
        return ks[0]
    random = np.random.default_rng(seed)
    chosen = random.choice(len(points), size=min(sample_size, len(points)), replace=False)
    sample = points[np.sort(chosen)]
    n_distinct = len(np.unique(sample, axis=0))
    usable = [k for k in ks if 2 <= k < n_distinct]
    if not usable:
        return min(n_distinct, ks[0])
    scores = {k: float(silhouette_score(sample, cluster(sample, k, seed)[0])) for k in usable}
    return max(usable, key=lambda k: (round(scores[k], DECIMALS), -k))


def cluster(points: FloatArray, k: int, seed: int) -> tuple[IntArray, FloatArray]:
    """Fit KMeans with at most as many clusters as distinct points; return labels and centres."""
    k = min(k, len(np.unique(points, axis=0)))
    # OpenMP too, for here the centres are sums over threads.
    with one_blas_thread(), threadpool_limits(limits=1, user_api="openmp"):
        fitted = KMeans(n_clusters=k, n_init=STARTS, random_state=seed).fit(points)
    return np.asarray(fitted.labels_, dtype=np.int64), np.asarray(fitted.cluster_centers_)


def by_worth(labels: IntArray, revenue: pd.Series[float]) -> IntArray:
    """Order the labels by descending mean revenue (unknown counts as 0), equals by first row."""
    frame = pd.DataFrame({"label": labels, "revenue": revenue.fillna(0.0).to_numpy()})
    worth = frame.groupby("label", sort=True)["revenue"].mean().round(DECIMALS)
    first_rows = frame.reset_index().groupby("label", sort=True)["index"].min()
    order = np.lexsort((first_rows.to_numpy(), -worth.to_numpy()))
    return worth.index.to_numpy()[order].astype(np.int64)


def check_settings(n_segments: int | None, min_segments: int, max_segments: int) -> None:
    """Refuse numbers of segments that mean nothing."""
    if not 1 <= min_segments <= max_segments:
        raise ValueError("segments need 1 <= min_segments <= max_segments.")
    if n_segments is not None and not (isinstance(n_segments, int) and n_segments >= 1):
        raise ValueError(
            f"The variable n_segments is {n_segments!r}; it takes a number of segments from 1, or null."
        )


def fitted_snapshot(n_users: Mapping[str, int], min_fit_users: int) -> str:
    """Choose the snapshot to learn from by the users each one has (see `user_segments`)."""
    past, present = n_users.get(contracts.EVALUATION), n_users.get(contracts.SERVING)
    if past is not None and (present is None or past >= min_fit_users):
        return contracts.EVALUATION
    if present is None:
        raise FrameError(
            f"{contracts.USERS.name} has the snapshot(s) {', '.join(sorted(n_users))}; "
            f"it needs {contracts.EVALUATION} or {contracts.SERVING}."
        )
    return contracts.SERVING
