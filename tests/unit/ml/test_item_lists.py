"""The SQL of item neighbours and item pairs against definitions of their own, on random worlds."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import numpy as np
import pandas as pd
import pytest
from implicit.nearest_neighbours import bm25_weight
from scipy import sparse as sp

NEIGHBOURS = Path("models/intermediate/predictions/int_item_neighbours.sql")
PAIRS = Path("models/intermediate/commerce/int_item_pairs.sql")


def answer(
    root: Path, model: Path, tables: dict[str, pd.DataFrame], **variables: int
) -> pd.DataFrame:
    """Run the SQL of a model, rendered without dbt."""

    def exact_sum(expression: str) -> str:
        return f"cast(sum(cast({expression} as decimal(28, 12))) as double)"

    sql = jinja2.Template((root / model).read_text("utf-8")).render(
        ref=lambda name: name,
        var=variables.__getitem__,
        exact_sum=exact_sum,
        exact_mean=lambda each: f"{exact_sum(each)} / nullif(count({each}), 0)",
        known_at=lambda fact, at, happened: (
            f"{fact}.{happened} <= {at} and {fact}.loaded_at <= {at}"
        ),
    )
    with duckdb.connect() as connection:
        for name, frame in tables.items():
            connection.register(name, frame)
        return connection.sql(sql).df()


@pytest.fixture
def seen() -> pd.DataFrame:
    """Interactions of 40 people with 30 items, some much better known; weights without ties."""
    random = np.random.default_rng(7)
    known = random.random((40, 30)) < np.linspace(0.05, 0.7, 30)
    users, items = np.nonzero(known)
    return pd.DataFrame(
        {
            "snapshot": "serving",
            "user_id": [f"u{no:02d}" for no in users],
            "item_id": [f"i{no:02d}" for no in items],
            "weight": random.gamma(1.0, 8.0, users.size).round(9) + 1e-6,
        }
    )


@pytest.mark.parametrize("most", [100, 6])
def test_neighbours_are_those_of_implicits_bm25(root: Path, seen: pd.DataFrame, most: int) -> None:
    """Its weights but for the logarithm of rarity, which is Lucene's: never below zero."""
    support = 2
    candidates = sorted(set(seen["item_id"]))[3:]
    kept = seen.sort_values("weight", ascending=False).groupby("user_id").head(most)
    users, items = sorted(set(kept["user_id"])), sorted(set(kept["item_id"]))
    places = (
        kept["item_id"].map(items.index).to_numpy(),
        kept["user_id"].map(users.index).to_numpy(),
    )
    matrix = sp.csr_matrix((kept["weight"].to_numpy(), places), shape=(len(items), len(users)))
    n_items = np.asarray((matrix > 0).sum(axis=0)).ravel()
    rarity = np.log(1 + (len(items) - n_items + 0.5) / (n_items + 0.5))
    of_implicit = np.log(len(items)) - np.log1p(n_items)
    weights = bm25_weight(matrix, K1=1.2, B=0.75).toarray() / of_implicit * rarity
    similar, shared = weights @ weights.T, ((matrix > 0).astype(int) @ (matrix > 0).T).toarray()

    expected = {}
    for item in range(len(items)):
        others = [
            other
            for other in range(len(items))
            if other != item and items[other] in candidates and shared[item, other] >= support
        ]
        others.sort(key=lambda other: -similar[item, other])
        for rank, other in enumerate(others[:20], start=1):
            key = (items[item], items[other])
            expected[key] = (rank, shared[item, other], similar[item, other])

    found = answer(
        root,
        NEIGHBOURS,
        {
            "feat_interactions": seen,
            "feat_item_popularity": pd.DataFrame({"snapshot": "serving", "item_id": candidates}),
        },
        item_pair_max_items=most,
        item_pair_min_support=support,
    )
    assert len(found) == len(expected) > 50
    for row in found.itertuples(index=False):
        rank, n_users, similarity = expected[row.item_id, row.neighbour_item_id]
        assert (row.rank, row.n_users) == (rank, n_users)
        assert row.similarity == pytest.approx(similarity, rel=1e-8)


def orders_of(baskets: list[list[str]]) -> dict[str, Any]:
    """Tables of a shop whose orders these are; the clock is a day after them."""
    day = pd.Timestamp("2026-02-01")
    lines = [
        (str(order), line, item)
        for order, basket in enumerate(baskets)
        for line, item in enumerate(basket, start=1)
    ]
    orders = pd.DataFrame({"order_id": [str(order) for order in range(len(baskets))]}).assign(
        source="shop", is_test=False, is_outlier=False, cancelled_loaded_at=pd.NaT
    )
    return {
        "int_clock": pd.DataFrame({"as_of": [day + pd.Timedelta(days=1)]}),
        "int_orders": orders,
        "int_order_lines": pd.DataFrame(lines, columns=["order_id", "line_no", "item_id"]).assign(
            source="shop", ordered_at=day, loaded_at=day
        ),
    }


def test_pairs_are_counted_over_the_first_items_of_every_order(root: Path) -> None:
    random = np.random.default_rng(11)
    chances = 1 / np.arange(1, 21)
    names = [f"i{no:02d}" for no in range(20)]
    baskets = [
        random.choice(names, size=random.integers(1, 9), p=chances / chances.sum()).tolist()
        for _ in range(300)
    ]
    most, support = 4, 3
    kept = [list(dict.fromkeys(basket))[:most] for basket in baskets]
    expected = {
        pair: sum(set(pair) <= set(basket) for basket in kept)
        for pair in itertools.combinations(names, 2)
    }
    expected = {pair: count for pair, count in expected.items() if count >= support}
    with_item = {name: sum(name in basket for basket in kept) for name in names}

    found = answer(
        root, PAIRS, orders_of(baskets), item_pair_max_items=most, item_pair_min_support=support
    )
    assert len(found) == len(expected) > 50
    for row in found.itertuples(index=False):
        assert row.n_orders_together == expected[row.item_id, row.other_item_id]
        assert row.n_item_orders == with_item[row.item_id]
        assert row.n_other_item_orders == with_item[row.other_item_id]
        assert row.n_orders == 300


def test_a_giant_order_brings_no_more_pairs_than_the_cap_allows(root: Path) -> None:
    giant = [f"i{no:05d}" for no in range(20_000)]
    found = answer(
        root, PAIRS, orders_of([giant]), item_pair_max_items=100, item_pair_min_support=1
    )
    assert len(found) == math.comb(100, 2)
