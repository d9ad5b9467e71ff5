"""The judge: one SQL text on both engines, and averages over it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

pytest.importorskip("pyspark", reason="pyspark is not installed here (see `make test-spark`)")

import judge

from dmp.ml import quality as by_pandas
from dmp.ml.spark import frames
from dmp.ml.spark import quality as by_spark

Hand = Callable[[Any], Any]
CUTOFFS = [3, 10]
BOOTSTRAP = {"samples": 400, "level": 0.95, "seed": 7}


@pytest.fixture(scope="module")
def world() -> dict[str, pd.DataFrame]:
    return judge.world()


@pytest.fixture(scope="module")
def scores(root: Path, spark: Any, world: dict[str, pd.DataFrame], to_spark: Hand) -> Any:
    """The scores of the world, by Spark."""
    for name, frame in world.items():
        to_spark(frame).createOrReplaceTempView(name)
    return spark.sql(judge.rendered(root, CUTOFFS)).cache()


def test_the_judge_says_the_same_on_both_engines(
    root: Path, world: dict[str, pd.DataFrame], scores: Any, to_pandas: Hand
) -> None:
    connection = duckdb.connect()
    for name, frame in world.items():
        connection.register(name, frame)
    duck = (
        connection.sql(judge.rendered(root, CUTOFFS))
        .df()
        .sort_values(judge.KEYS, ignore_index=True)
    )
    pd.testing.assert_frame_equal(to_pandas(scores), duck, check_dtype=False, rtol=1e-12)


@pytest.fixture(scope="module")
def both(
    world: dict[str, pd.DataFrame], scores: Any, to_spark: Hand, to_pandas: Hand
) -> tuple[pd.DataFrame, pd.DataFrame]:
    lists, popularity = world["int_evaluation_lists"], world["feat_item_popularity"]
    spark = by_spark.recommendation_quality(
        scores, to_spark(lists), to_spark(popularity), **BOOTSTRAP
    )
    assert dict(spark.dtypes) == {
        name: frames.TYPES[kind] for name, kind in by_pandas.QUALITY.items()
    }
    pandas = by_pandas.recommendation_quality(to_pandas(scores), lists, popularity, **BOOTSTRAP)
    return to_pandas(spark), pandas.sort_values(["task", "model", "metric", "k"], ignore_index=True)


def test_means_lifts_and_coverage_are_those_of_pandas(
    both: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    exact = [name for name in by_pandas.QUALITY if "ci_" not in name and name != "baseline"]
    spark, pandas = both
    assert len(spark) == 2 * 7 * 7
    pd.testing.assert_frame_equal(spark[exact], pandas[exact], check_dtype=False, atol=1e-9)
    assert spark["baseline"].fillna("").tolist() == pandas["baseline"].fillna("").tolist()


def test_intervals_are_as_wide_as_those_of_the_multinomial_bootstrap(
    both: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    spark, pandas = (part.query("metric == 'ndcg' and k == 10") for part in both)
    for prefix in ("", "lift_"):
        widths = [part[f"{prefix}ci_high"] - part[f"{prefix}ci_low"] for part in (spark, pandas)]
        assert widths[0].sum() == pytest.approx(widths[1].sum(), rel=0.1)
        low = (spark[f"{prefix}ci_low"] - pandas[f"{prefix}ci_low"]).abs()
        assert (low <= 0.25 * widths[1] + 1e-12).all()
    coverage = both[0].query("metric == 'coverage'")
    assert coverage[["ci_low", "ci_high", "baseline", "lift_over_baseline"]].isna().all(axis=None)


def test_no_scores_give_an_empty_typed_table(
    world: dict[str, pd.DataFrame], scores: Any, to_spark: Hand
) -> None:
    lists, popularity = world["int_evaluation_lists"], world["feat_item_popularity"]
    empty = by_spark.recommendation_quality(
        scores.limit(0), to_spark(lists), to_spark(popularity), **BOOTSTRAP
    )
    assert empty.count() == 0
