import checkerboard
import judge as by_definition
import numpy as np
import pandas as pd
import pytest

from dmp.ml.quality import QUALITY, recommendation_quality
from dmp.ml.recommend import evaluation_lists


def lists_of(holdout: pd.DataFrame) -> pd.DataFrame:
    return evaluation_lists(
        checkerboard.interactions("evaluation"),
        checkerboard.popularity("evaluation"),
        holdout,
        top_n=10,
        min_items=2,
        als=checkerboard.SETTINGS,
        ease=checkerboard.EASE,
        blends=checkerboard.BLENDS,
    )


def judge(
    lists: pd.DataFrame | None = None,
    holdout: pd.DataFrame | None = None,
    cutoffs: tuple[int, ...] = (2, 10),
) -> pd.DataFrame:
    later = checkerboard.holdout() if holdout is None else holdout
    shown = lists_of(later) if lists is None else lists
    past = checkerboard.interactions("evaluation")
    return recommendation_quality(
        by_definition.scores(shown, later, past, cutoffs),
        shown,
        checkerboard.popularity("evaluation"),
        samples=200,
        level=0.95,
        seed=3,
    )


def row(quality: pd.DataFrame, task: str, model: str, metric: str, k: int) -> pd.Series:
    return quality.set_index(["task", "model", "metric", "k"]).loc[(task, model, metric, k)]


def test_als_is_perfect_where_the_answer_is_visible() -> None:
    quality = judge()
    for metric in ("ndcg", "recall", "precision", "map", "hit_rate", "mrr"):
        assert row(quality, "discover", "als", metric, 2)["value"] == pytest.approx(1.0)


def test_every_interval_contains_its_value() -> None:
    quality = judge().query("metric != 'coverage'")
    assert (quality["ci_low"] <= quality["value"] + 1e-9).all()
    assert (quality["ci_high"] >= quality["value"] - 1e-9).all()
    lifted = quality.dropna(subset=["lift_over_baseline"])
    assert (lifted["lift_ci_low"] <= lifted["lift_over_baseline"] + 1e-9).all()
    assert (lifted["lift_ci_high"] >= lifted["lift_over_baseline"] - 1e-9).all()


def test_the_lift_is_over_the_stronger_popularity() -> None:
    lists = lists_of(checkerboard.holdout())
    # Recent popularity made useless: the all-time one is left as the stronger.
    weak = lists["model"].eq("popularity_recent")
    lists.loc[weak, "item_id"] = "unknown" + lists.loc[weak, "rank"].astype("str")
    quality = judge(lists)
    als = row(quality, "discover", "als", "ndcg", 10)
    popularity = row(quality, "discover", "popularity", "ndcg", 10)
    assert als["baseline"] == "popularity"
    assert als["lift_over_baseline"] == pytest.approx(als["value"] / popularity["value"] - 1)
    assert popularity["lift_over_baseline"] == 0.0
    assert popularity["lift_ci_low"] == popularity["lift_ci_high"] == 0.0
    assert row(quality, "discover", "popularity_recent", "ndcg", 10)["lift_over_baseline"] == -1.0


def test_a_baseline_of_zero_gives_no_lift() -> None:
    lists = lists_of(checkerboard.holdout())
    lists.loc[lists["model"].str.startswith("popularity"), "item_id"] = "unknown" + lists[
        "rank"
    ].astype("str")
    als = row(judge(lists), "discover", "als", "ndcg", 10)
    assert np.isnan(als["lift_over_baseline"])
    assert np.isnan(als["lift_ci_low"])


def test_bought_items_are_targets_to_buy_again_but_not_to_discover() -> None:
    own = checkerboard.interactions("evaluation").query("user_id == 'u00'").head(1)
    quality = judge(holdout=own[["user_id", "item_id", "n_purchases"]])
    assert set(quality["task"]) == {"buy_again"}
    assert set(quality["n_users"]) == {1}


def test_users_without_history_are_counted_and_told() -> None:
    stranger = pd.DataFrame({"user_id": ["stranger"], "item_id": ["i01"], "n_purchases": [1]})
    quality = judge(holdout=pd.concat([checkerboard.holdout(), stranger]))
    assert set(quality["n_users"]) == {checkerboard.N_USERS + 1}
    assert set(quality["n_cold_users"]) == {1}


def test_a_purchase_nobody_could_recommend_is_a_miss() -> None:
    new = pd.DataFrame({"user_id": ["u00"], "item_id": ["brand_new"], "n_purchases": [1]})
    recall = row(
        judge(holdout=pd.concat([checkerboard.holdout(), new])), "discover", "als", "recall", 10
    )
    expected = (checkerboard.N_USERS - 1 + 2 / 3) / checkerboard.N_USERS
    assert recall["value"] == pytest.approx(expected)


def test_users_without_a_list_count_with_nothing_found() -> None:
    lists = lists_of(checkerboard.holdout()).query("user_id != 'u00'")
    hit_rate = row(judge(lists), "discover", "als", "hit_rate", 10)
    assert hit_rate["value"] == pytest.approx(1 - 1 / checkerboard.N_USERS)


def test_coverage_is_the_share_of_candidates_shown_and_has_no_interval() -> None:
    coverage = row(judge(), "discover", "als", "coverage", 2)
    assert coverage["value"] == pytest.approx(1.0)
    popularity = row(judge(), "buy_again", "popularity", "coverage", 2)
    assert popularity["value"] == pytest.approx(2 / checkerboard.N_ITEMS)
    assert np.isnan(coverage["ci_low"])
    assert coverage["baseline"] is None or pd.isna(coverage["baseline"])


def test_permuted_input_gives_identical_figures() -> None:
    lists = lists_of(checkerboard.holdout())
    pd.testing.assert_frame_equal(judge(lists), judge(checkerboard.shuffled(lists, 5)))


def test_every_row_is_unique_and_typed() -> None:
    quality = judge()
    assert not quality.duplicated(["task", "model", "metric", "k"]).any()
    assert {name: str(kind) for name, kind in quality.dtypes.items()} == QUALITY


def test_no_lists_or_no_buyers_give_a_typed_empty_result() -> None:
    nobody = judge(holdout=checkerboard.holdout().head(0))
    assert nobody.empty
    assert {name: str(kind) for name, kind in nobody.dtypes.items()} == QUALITY
    assert judge(lists=lists_of(checkerboard.holdout()).head(0)).empty
