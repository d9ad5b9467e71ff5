"""Segments by pyspark.ml: the same people in the same segments as by scikit-learn."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("pyspark", reason="pyspark is not installed here (see `make test-spark`)")

import checkerboard
from kinds import people
from people import shop
from sklearn.metrics import adjusted_rand_score, silhouette_score

from benchmarks.segment_engines import eta_squared, inertia
from dmp.ml import segments as by_pandas
from dmp.ml.contracts import FEATURES
from dmp.ml.scaling import Scaling
from dmp.ml.spark import frames
from dmp.ml.spark import segments as by_spark
from dmp.ml.spark.scaling import Scaling as SparkScaling

Hand = Callable[[Any], Any]
SETTINGS = {
    "n_segments": None,
    "min_segments": 2,
    "max_segments": 3,
    "min_fit_users": 50,
    "sample_size": 2_000,
    "seed": 1,
}


@pytest.fixture(scope="module")
def both(to_spark: Hand, to_pandas: Hand) -> Callable[..., tuple[pd.DataFrame, pd.DataFrame]]:
    def divide(users: pd.DataFrame, **changed: object) -> tuple[pd.DataFrame, pd.DataFrame]:
        settings: dict[str, Any] = SETTINGS | changed
        spark = to_pandas(by_spark.user_segments(to_spark(users), **settings))
        pandas = by_pandas.user_segments(users, **settings)
        return spark, pandas.sort_values(["snapshot", "user_id"], ignore_index=True)

    return divide


def test_clear_kinds_get_the_same_numbers_and_distances_as_on_pandas(both: Any) -> None:
    today = people(snapshot="serving").query("revenue_365d > 100")
    spark, pandas = both(pd.concat([people(), today]))
    assert spark["segment_no"].nunique() == 3
    pd.testing.assert_frame_equal(spark, pandas, check_dtype=False, atol=1e-6)


def test_the_scaling_learned_is_that_of_pandas(to_spark: Hand) -> None:
    users = shop(500)
    learned = SparkScaling.fit(to_spark(users), FEATURES)
    expected = Scaling.fit(users[list(FEATURES)])
    np.testing.assert_allclose(learned.typical, expected.typical, atol=1e-12)
    np.testing.assert_allclose(learned.centres, expected.centres, atol=1e-12)
    np.testing.assert_allclose(learned.units, expected.units, atol=1e-12)


def test_a_shop_is_divided_as_tightly_as_by_scikit_learn(
    both: Any, record_property: Callable[[str, object], None]
) -> None:
    users = shop(1_500)
    spark, pandas = both(users, n_segments=4)
    points = Scaling.fit(users[list(FEATURES)]).apply(users[list(FEATURES)])
    ratio = inertia(points, spark["segment_no"]) / inertia(points, pandas["segment_no"])
    revenue = users["revenue_365d"].fillna(0.0).to_numpy()
    etas = [eta_squared(revenue, part["segment_no"]) for part in (spark, pandas)]
    # Told, not judged: where there are no borders, two fits of the same tightness may draw other ones.
    agreement = adjusted_rand_score(spark["segment_no"], pandas["segment_no"])
    record_property("adjusted_rand_index", agreement)
    assert ratio == pytest.approx(1.0, abs=0.01)
    assert etas[0] == pytest.approx(etas[1], rel=0.05)


def test_the_silhouette_is_the_euclidean_one_of_scikit_learn(to_spark: Hand) -> None:
    random = np.random.default_rng(3)
    points = np.concatenate([random.normal(place, 1.0, (40, 2)) for place in (0.0, 4.0, 9.0)])
    centres = {k: by_pandas.cluster(points, k, 1)[1] for k in (2, 3, 5)}
    frame = pd.DataFrame(points, columns=["a", "b"])
    frame.insert(0, "user_id", [f"u{no:03d}" for no in range(len(frame))])
    found = by_spark.silhouettes(to_spark(frame), ["a", "b"], centres)
    for k, places in centres.items():
        labels = ((points[:, None, :] - places) ** 2).sum(axis=2).argmin(axis=1)
        assert found[k] == pytest.approx(silhouette_score(points, labels), abs=1e-9)


def test_fewer_users_than_segments_and_users_all_alike_work(both: Any) -> None:
    spark, pandas = both(people(n_each=1).head(2), n_segments=5)
    pd.testing.assert_frame_equal(spark, pandas, check_dtype=False)
    alike, _ = both(checkerboard.users(["a", "b", "c"], "evaluation"))
    assert set(alike["segment_no"]) == {1}


def test_a_young_company_is_fitted_on_the_present(both: Any) -> None:
    young = pd.concat([people(n_each=3), people(snapshot="serving")])
    spark, pandas = both(young, n_segments=3)
    pd.testing.assert_frame_equal(spark, pandas, check_dtype=False, atol=1e-6)


def test_no_users_give_a_typed_empty_table(to_spark: Hand) -> None:
    empty = by_spark.user_segments(to_spark(people().head(0)), **SETTINGS)
    assert empty.count() == 0
    assert dict(empty.dtypes) == {
        name: frames.TYPES[kind] for name, kind in by_pandas.SEGMENTS.items()
    }
