"""MovieLens-100k by both engines: the same protocol, `implicit` and Spark side by side.

    python -m benchmarks.als_engines --ratings FOLDER/ml-100k.inter

The protocol is that of Microsoft's recommenders (examples/06_benchmarks/movielens): all ratings in
the order of the file, one seeded random number each, the first three quarters of every *item* by
that number are known, every rating is a positive, all films are ranked, known ones left out;
NDCG@10 is the mean over the users with hidden ratings.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from dmp.ml import als, metrics, ranking
from dmp.ml.als import AlsSettings
from dmp.ml.history import history

SPLIT_SEED = 42
KNOWN_SHARE = 0.75
K = 10
TARGET = 0.470
# 943 users need no longer factors; short ones want more rounds.
SETTINGS = AlsSettings(factors=32, iterations=20)
SHRINKAGE_STEPS = (0.5, 0.65, 0.8, 1.0)

Lists = pd.DataFrame  # user_id, item_id, rank


def read_ratings(path: Path) -> pd.DataFrame:
    """Read user_id, item_id (text) and weight from tab-separated u.data or ml-100k.inter."""
    if not path.is_file():
        raise SystemExit(
            f"There is no file {path}: give --ratings the u.data or ml-100k.inter of MovieLens-100k "
            "(GroupLens; the wheel of the Python package recbole carries it)."
        )
    first = path.read_text("utf-8").split("\n", 1)[0]
    frame = pd.read_csv(
        path,
        sep="\t",
        header=None,
        skiprows=1 if first.startswith("user_id") else 0,
        names=["user_id", "item_id", "weight", "at"],
        dtype={"user_id": "str", "item_id": "str", "weight": "float64"},
    )
    return frame[["user_id", "item_id", "weight"]]


def split(ratings: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split into known and hidden ratings, by item, as the protocol says."""
    # The protocol names the legacy generator and its seed; another one would be another split.
    drawn = np.random.RandomState(SPLIT_SEED).rand(len(ratings))
    placed = ratings.assign(item=ratings["item_id"].astype("int64"), drawn=drawn)
    placed = placed.sort_values(["item", "drawn"], kind="stable")
    of_item = placed.groupby("item")["drawn"]
    known = of_item.cumcount() < np.round(KNOWN_SHARE * of_item.transform("size"))
    columns = ["user_id", "item_id", "weight"]
    return placed.loc[known, columns], placed.loc[~known, columns]


def ndcg(lists: Lists, known: pd.DataFrame, hidden: pd.DataFrame) -> float:
    """Mean NDCG@10 over the users who are in both parts."""
    hidden = hidden[hidden["user_id"].isin(set(known["user_id"]))]
    users = pd.Index(sorted(set(hidden["user_id"])))
    right = lists.merge(hidden[["user_id", "item_id"]], on=["user_id", "item_id"])
    hit = np.zeros((len(users), K), dtype=np.bool_)
    hit[users.get_indexer(right["user_id"]), right["rank"].to_numpy() - 1] = True
    targets = hidden.groupby("user_id").size().reindex(users).to_numpy()
    return float(metrics.per_user(hit, targets, K)["ndcg"].mean())


def candidates_of(known: pd.DataFrame) -> pd.DataFrame:
    """Every film with a known rating may be shown."""
    items = sorted(set(known["item_id"]))
    return pd.DataFrame(
        {"item_id": items, "n_buyers": 0.0, "n_purchases": 0.0, "n_purchases_decayed": 0.0}
    )


def by_implicit(known: pd.DataFrame, shrinkage: float) -> Lists:
    """Recommend by `dmp.ml`: implicit's solver."""
    frame = known.assign(n_purchases=1.0, n_purchases_decayed=1.0)
    past = history(frame, candidates_of(known), frame["user_id"])
    found = ranking.by_factors(
        als.fit(past.weights, SETTINGS, shrinkage),
        np.arange(len(past.users)),
        K,
        candidates=past.candidates,
        excluded=past.purchases.astype(np.float32),
        threads=SETTINGS.threads,
    )
    rows, places = np.nonzero(found.items != ranking.NO_ITEM)
    return pd.DataFrame(
        {
            "user_id": past.users[rows],
            "item_id": past.items[found.items[rows, places]],
            "rank": places + 1,
        }
    )


def by_spark(known: pd.DataFrame, shrinkage: float) -> Lists:
    """Recommend by `dmp.ml.spark`: pyspark.ml's solver, in a session on this machine."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an engine one may not have

    from dmp.ml.spark import als as spark_als  # noqa: PLC0415 - the same
    from dmp.ml.spark import ranking as spark_ranking  # noqa: PLC0415 - the same

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", "2g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        # Twenty rounds without a checkpoint are a lineage too deep for the stack of a task.
        .config("spark.checkpoint.dir", tempfile.mkdtemp(prefix="als_engines_"))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    rows = list(known.itertuples(index=False, name=None))
    pairs = session.createDataFrame(rows, "user_id string, item_id string, weight double").cache()
    trained = spark_als.fit(pairs, SETTINGS, shrinkage)
    if trained is None:
        return pd.DataFrame(columns=["user_id", "item_id", "rank"])
    lists = spark_ranking.by_factors(
        trained,
        spark_ranking.with_exclusions(pairs.select("user_id").distinct(), pairs),
        K,
        candidates=pairs.select("item_id").distinct(),
        excluded=pairs,
    )
    found = lists.select("user_id", "item_id", "rank").collect()
    pairs.unpersist()
    return pd.DataFrame(found, columns=["user_id", "item_id", "rank"])


ENGINES = {"implicit": by_implicit, "Spark": by_spark}


def validated(recommend: Callable[[pd.DataFrame, float], Lists], known: pd.DataFrame) -> float:
    """Choose the shrinkage by the same protocol inside the known ratings; the test stays unseen."""
    inner, asked = split(known)
    quality = {step: ndcg(recommend(inner, step), inner, asked) for step in SHRINKAGE_STEPS}
    return max(SHRINKAGE_STEPS, key=lambda step: quality[step])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print NDCG@10 of both engines and the gap; 1 when Spark misses its target."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--ratings", type=Path, required=True, help="u.data or ml-100k.inter")
    known, hidden = split(read_ratings(parser.parse_args(arguments).ratings))
    print(f"{len(known):,} known ratings, {len(hidden):,} hidden")
    results = {}
    for engine, recommend in ENGINES.items():
        shrinkage = validated(recommend, known)
        results[engine] = ndcg(recommend(known, shrinkage), known, hidden)
        print(f"{engine:<9} NDCG@{K} {results[engine]:.4f}   shrinkage {shrinkage}")
    print(f"gap       {results['implicit'] - results['Spark']:+.4f}   target of Spark {TARGET}")
    return 0 if results["Spark"] >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
