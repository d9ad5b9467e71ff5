"""The segments of both engines on the demo: how tight, how telling, how alike.

    python -m benchmarks.segment_engines

README.md has the commands that build the two warehouses: of the same users, in equally many segments.

Inertia (sum of squared distances to the means of the segments, over the scaled features that the
segments are made of), eta squared (share of the variance of a year's revenue that lies between
segments) and the adjusted Rand index, on the evaluation snapshot, which both engines fit.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from dmp.errors import UserError
from dmp.ml.arrays import FloatArray
from dmp.ml.contracts import FEATURES
from dmp.ml.scaling import Scaling
from dmp.warehouse import reading

INERTIA_WITHIN = 0.01
ETA_WITHIN = 0.05
USERS = (
    "select features.*, segments.segment_no from features.feat_users as features"
    " inner join ml.ml_user_segments as segments"
    " on segments.snapshot = features.snapshot and segments.user_id = features.user_id"
    " where features.snapshot = 'evaluation' order by features.user_id"
)


def inertia(points: FloatArray, labels: pd.Series[int]) -> float:
    """Sum of squared distances of the points (n, features) to the means of their segments."""
    groups = [points[labels == label] for label in np.unique(labels)]
    return float(sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))


def eta_squared(values: FloatArray, labels: pd.Series[int]) -> float:
    """Share of the variance of `values` (n,) that lies between the segments."""
    groups = pd.Series(values).groupby(labels.to_numpy())
    between = (groups.size() * (groups.mean() - values.mean()) ** 2).sum()
    return float(between / ((values - values.mean()) ** 2).sum())


def users_of(warehouse: Path) -> pd.DataFrame:
    """Features and segment of every user of the evaluation snapshot, in the order of their ids."""
    try:
        with reading(warehouse) as connection:
            users: pd.DataFrame = connection.sql(USERS).df()
    except (UserError, duckdb.CatalogException) as error:
        raise SystemExit(
            f"{warehouse} holds no segments: benchmarks/README.md has the commands that build both warehouses."
        ) from error
    return users


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both engines side by side; 1 when Spark is not as tight or as telling."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--duckdb", type=Path, default=Path("warehouse/demo.duckdb"))
    parser.add_argument("--spark", type=Path, default=Path("warehouse/demo.lake"))
    places = parser.parse_args(arguments)
    one, other = users_of(places.duckdb), users_of(places.spark)
    if not one["user_id"].equals(other["user_id"]):
        raise SystemExit(
            "The two warehouses hold other users: build both with --var idr_distances=portable."
        )
    if one["segment_no"].nunique() != other["segment_no"].nunique():
        raise SystemExit(
            "The engines chose other numbers of segments: build both with one --var n_segments=..."
        )
    points = Scaling.fit(one[list(FEATURES)]).apply(one[list(FEATURES)])
    revenue = one["revenue_365d"].fillna(0.0).to_numpy()
    tightness = [inertia(points, users["segment_no"]) for users in (one, other)]
    telling = [eta_squared(revenue, users["segment_no"]) for users in (one, other)]
    for name, users, distance, share in zip(
        ("DuckDB", "Spark"), (one, other), tightness, telling, strict=True
    ):
        n_segments = users["segment_no"].nunique()
        print(f"{name:<7} {n_segments} segments   inertia {distance:,.1f}   eta2 {share:.4f}")
    ratios = tightness[1] / tightness[0], telling[1] / telling[0]
    agreement = adjusted_rand_score(one["segment_no"], other["segment_no"])
    print(f"Spark / DuckDB: inertia {ratios[0]:.4f}, eta2 {ratios[1]:.4f}; ARI {agreement:.4f}")
    good = abs(ratios[0] - 1) <= INERTIA_WITHIN and abs(ratios[1] - 1) <= ETA_WITHIN
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
