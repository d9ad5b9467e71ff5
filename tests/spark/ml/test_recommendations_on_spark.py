"""Recommendations by pyspark.ml: the rules of the lists, and the counting models to the last row."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("pyspark", reason="pyspark is not installed here (see `make test-spark`)")

import checkerboard

from dmp.ml import recommend as by_pandas
from dmp.ml.frames import FrameError
from dmp.ml.spark import frames
from dmp.ml.spark import recommend as by_spark

Hand = Callable[[Any], Any]
# An iteration is a dozen jobs, however small the data; the colours are clear after a few.
SETTINGS = checkerboard.SETTINGS | {"iterations": 4}
# EASE is left out: it is not on Spark.
BLENDS = {
    "discover": {"als": 1.0, "trend": 0.5},
    "buy_again": {"own_counts": 1.0, "own_recent": 0.5, "trend": 0.3},
}
RULES: dict[str, Any] = {
    "top_n": 10,
    "min_items": 2,
    "als": SETTINGS,
    "ease": checkerboard.EASE,
    "blends": BLENDS,
}


def random_shop(snapshot: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Interactions and popularity of 60 users and 40 items, many ties among them."""
    random = np.random.default_rng(11)
    pairs = pd.DataFrame(
        [(u, i) for u in range(60) for i in range(40) if random.random() < 0.15],
        columns=["u", "i"],
    )
    interactions = pd.DataFrame(
        {
            "snapshot": snapshot,
            "user_id": [f"u{no:02d}" for no in pairs["u"]],
            "item_id": [f"i{no:02d}" for no in pairs["i"]],
            "weight": random.integers(1, 9, len(pairs)).astype(float),
            "n_purchases": random.integers(0, 4, len(pairs)),
        }
    )
    age = random.integers(1, 5, len(pairs)) / 4
    interactions["n_purchases_decayed"] = interactions["n_purchases"] * age
    items = [f"i{no:02d}" for no in range(3, 44)]  # i00 to i02 may not be shown; i40 to i43 are new
    popularity = pd.DataFrame(
        {
            "snapshot": snapshot,
            "item_id": items,
            "n_buyers": random.integers(0, 6, len(items)),
            "n_purchases": random.integers(0, 9, len(items)),
            "n_purchases_decayed": random.integers(0, 9, len(items)) / 3,
        }
    )
    return interactions, popularity


def holdout() -> pd.DataFrame:
    users = [f"u{no:02d}" for no in range(30)] + ["stranger"]
    return pd.DataFrame({"user_id": users, "item_id": "i05", "n_purchases": 1})


@pytest.fixture(scope="module")
def lists(to_spark: Hand, to_pandas: Hand) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Evaluation lists of the random shop, by Spark and by pandas."""
    interactions, popularity = random_shop("evaluation")
    given = (interactions, popularity, holdout())
    spark = to_pandas(by_spark.evaluation_lists(*map(to_spark, given), **RULES))
    pandas = by_pandas.evaluation_lists(*given, **RULES)
    order = ["task", "model", "user_id", "rank"]
    return spark, pandas.sort_values(order, ignore_index=True)


@pytest.mark.parametrize("model", ["popularity", "popularity_recent", "own_counts"])
def test_counting_models_make_the_same_lists_on_both_engines(
    lists: tuple[pd.DataFrame, pd.DataFrame], model: str
) -> None:
    spark, pandas = (part[part["model"] == model].reset_index(drop=True) for part in lists)
    assert len(spark) > 100
    pd.testing.assert_frame_equal(spark, pandas, check_dtype=False, check_exact=True)


def test_blend_of_counts_makes_the_same_lists_on_both_engines(
    lists: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    spark, pandas = (
        part.query("model == 'blend' and task == 'buy_again'").reset_index(drop=True)
        for part in lists
    )
    assert len(spark) > 100
    pd.testing.assert_frame_equal(spark, pandas, check_dtype=False, atol=2e-6, rtol=0)


@pytest.mark.parametrize("model", ["als", "blend"])
def test_learned_lists_have_the_same_users_ranks_and_tasks_on_both_engines(
    lists: tuple[pd.DataFrame, pd.DataFrame], model: str
) -> None:
    keys = ["task", "model", "user_id", "rank"]
    spark, pandas = (
        part.loc[part["model"] == model, keys].reset_index(drop=True) for part in lists
    )
    pd.testing.assert_frame_equal(spark, pandas, check_dtype=False)


def test_reasons_of_counts_are_the_same_on_both_engines(to_spark: Hand, to_pandas: Hand) -> None:
    interactions, popularity = random_shop("serving")
    people = checkerboard.users([f"u{no:02d}" for no in range(60)] + ["stranger"])
    spark = to_pandas(
        by_spark.user_recommendations(
            *map(to_spark, (people, interactions, popularity, checkerboard.refused("u01"))), **RULES
        )
    )
    pandas = by_pandas.user_recommendations(
        people, interactions, popularity, checkerboard.refused("u01"), **RULES
    )
    keys = ["task", "user_id", "rank"]
    spark, pandas = (
        each.query("task == 'buy_again'").sort_values(keys, ignore_index=True)
        for each in (spark, pandas)
    )
    assert set(spark["reason"]) == {"bought_before", "popular"}
    pd.testing.assert_frame_equal(spark, pandas, check_dtype=False, atol=2e-6, rtol=0)


def test_parts_of_learned_lists_add_up(to_spark: Hand, to_pandas: Hand) -> None:
    interactions, popularity = random_shop("serving")
    people = checkerboard.users([f"u{no:02d}" for no in range(60)])
    served = to_pandas(
        by_spark.user_recommendations(
            *map(to_spark, (people, interactions, popularity, checkerboard.refused("u01"))), **RULES
        )
    )
    parts = served[["taste_share", "own_share", "trend_share"]].sum(axis=1)
    np.testing.assert_allclose(parts, served["score"], atol=2e-6)
    assert "taste" in set(served.query("task == 'discover'")["reason"])


def test_als_never_shows_what_was_bought_when_it_should_discover(
    lists: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    interactions, popularity = random_shop("evaluation")
    bought = interactions[interactions["n_purchases"] > 0]
    shown = lists[0].query("model in ('als', 'blend') and task == 'discover'")
    assert shown.merge(bought, on=["user_id", "item_id"]).empty
    again = lists[0].query("model == 'als' and task == 'buy_again'")
    assert not again.merge(bought, on=["user_id", "item_id"]).empty
    assert set(lists[0]["item_id"]) <= set(popularity["item_id"])


def test_equal_scores_are_ordered_by_item_id(to_spark: Hand, to_pandas: Hand) -> None:
    # Twins are viewed by the same users with the same weight, so their scores are equal.
    past = checkerboard.interactions()
    red = past[past["user_id"].map(checkerboard.colour) == "red"].drop_duplicates("user_id")
    twins = [red.assign(item_id=name, n_purchases=0, weight=5.0) for name in ("z_twin", "a_twin")]
    popular = checkerboard.popularity()
    twin = popular.head(1)
    new = pd.concat([twin.assign(item_id="a_twin"), twin.assign(item_id="z_twin")])
    served = to_pandas(
        by_spark.user_recommendations(
            to_spark(checkerboard.users(sorted(red["user_id"]))),
            to_spark(pd.concat([past, *twins])),
            to_spark(pd.concat([popular, new])),
            to_spark(checkerboard.refused()),
            **RULES,
        )
    )
    served = served.query("task == 'discover'")
    ranks = served.pivot_table(index="user_id", columns="item_id", values="rank")
    assert len(ranks) == len(red)
    assert (ranks["z_twin"] - ranks["a_twin"] == 1).all()
    scores = served.pivot_table(index="user_id", columns="item_id", values="score")
    assert (scores["z_twin"] == scores["a_twin"]).all()


def test_unknown_users_get_the_recently_popular(
    lists: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    of_stranger = lists[0].query("user_id == 'stranger' and task == 'discover'")
    als, recent = (
        of_stranger.loc[of_stranger["model"] == model, "item_id"].tolist()
        for model in ("als", "popularity_recent")
    )
    assert als == recent


def test_spark_finds_the_colours(to_spark: Hand, to_pandas: Hand) -> None:
    names = [checkerboard.user(no) for no in range(checkerboard.N_USERS)]
    made = by_spark.user_recommendations(
        to_spark(checkerboard.users([*names, "new"])),
        to_spark(checkerboard.interactions()),
        to_spark(checkerboard.popularity()),
        to_spark(checkerboard.refused()),
        **RULES,
    )
    served = to_pandas(made)
    assert dict(made.dtypes) == {
        name: frames.TYPES[kind] for name, kind in by_pandas.RECOMMENDATIONS.items()
    }
    assert set(served.loc[served["user_id"] == "new", "source"]) == {"popularity"}
    for no, name in enumerate(names):
        asked = (served["user_id"] == name) & (served["task"] == "discover")
        first = served[asked & (served["rank"] <= checkerboard.MISSING)]
        assert set(first["item_id"]) == checkerboard.missing(no)
        assert set(first["source"]) == {"blend"}


def test_twice_the_same_input_gives_the_same_lists(
    to_spark: Hand, to_pandas: Hand, lists: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    given = [checkerboard.shuffled(frame, 3) for frame in (*random_shop("evaluation"), holdout())]
    again = to_pandas(by_spark.evaluation_lists(*map(to_spark, given), **RULES))
    pd.testing.assert_frame_equal(again, lists[0], atol=1e-5)


def test_empty_input_gives_an_empty_typed_table(to_spark: Hand) -> None:
    interactions, popularity = (frame.head(0) for frame in random_shop("evaluation"))
    empty = by_spark.evaluation_lists(
        *map(to_spark, (interactions, popularity, holdout().head(0))), **RULES
    )
    assert empty.count() == 0
    assert dict(empty.dtypes) == {
        name: frames.TYPES[kind] for name, kind in by_pandas.LISTS.items()
    }


def test_a_missing_id_and_a_repeated_key_are_refused_in_the_words_of_pandas(
    to_spark: Hand,
) -> None:
    interactions, popularity = random_shop("evaluation")
    nameless = interactions.astype({"user_id": object})
    nameless.loc[0, "user_id"] = None
    repeated = pd.concat([interactions, interactions.head(1)])
    for broken, words in ((nameless, "1 row\\(s\\) without user_id"), (repeated, "seen before")):
        for work, hand in ((by_pandas, lambda frame: frame), (by_spark, to_spark)):
            with pytest.raises(FrameError, match=words):
                work.evaluation_lists(hand(broken), hand(popularity), hand(holdout()), **RULES)


def test_only_this_room_knows_spark(root: Path) -> None:
    outside = [
        path
        for path in (root / "dmp" / "ml").rglob("*.py")
        if "spark" not in path.parts and "import pyspark" in path.read_text("utf-8")
    ]
    assert outside == []
