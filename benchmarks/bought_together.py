"""Rolling windows: what is bought with an item, as served, against plain counts, plain lift and similar items.

    .venv/bin/python -m benchmarks.bought_together --dataset shop [--windows 3]

What it measures, and how to read it, is in README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
from rich.console import Console

from benchmarks.recommenders import LEVEL, SAMPLES, SEED, WINDOW_DAYS, build_at, query
from benchmarks.scale import RESULTS
from dmp.ml import bootstrap
from dmp.project import Project

# What depends on the clock, as far as the lists need it.
SELECTION = "int_clock+,+item_recommendations"
SERVED, COUNTS = "bought_together", "counts"
LONGEST = 100  # items of an order: larger ones are no baskets of a person

# The first ten beside every item, by each way of ranking: the lists as served, and plain figures of the same pairs.
LISTS = """
with
    directed as (
        select item_id, other_item_id as shown, n_orders_together as counts,
            n_orders_together * n_orders / (n_item_orders * n_other_item_orders) as lift
        from intermediate.int_item_pairs
        union all
        select other_item_id, item_id, n_orders_together,
            n_orders_together * n_orders / (n_item_orders * n_other_item_orders)
        from intermediate.int_item_pairs
    ),
    ranked as (
        select 'counts' as ranking, item_id, shown,
            row_number() over (partition by item_id order by counts desc, shown) as rank
        from directed
        union all
        select 'lift', item_id, shown, row_number() over (partition by item_id order by lift desc, counts desc, shown)
        from directed
        union all
        select list, item_id, recommended_item_id, rank from marts.item_recommendations
    )
select ranking, item_id, shown, rank from ranked where rank <= 10
"""

# Per order and ranking: the mean over its items of NDCG@10, the other items of the order being the targets; an item
# without a list finds nothing. And how many orders, before, the shown items were in.
SCORES = f"""
with
    baskets as (
        select distinct lines.source || '~' || lines.order_id as basket, lines.item_id
        from intermediate.int_order_lines as lines
        inner join intermediate.int_orders as orders using (source, order_id)
        where orders.is_counted and lines.ordered_at > $start and lines.ordered_at <= $stop
            and lines.item_id is not null
    ),
    judged as (
        select basket, item_id, count(*) over (partition by basket) as n_items from baskets
        qualify n_items between 2 and {LONGEST}
    ),
    rankings as (select distinct ranking from lists),
    asked as (select judged.*, rankings.ranking from judged cross join rankings),
    shown as (
        select asked.ranking, asked.basket, asked.item_id, asked.n_items,
            sum(case when found.item_id is not null then 1 / log2(lists.rank + 1) else 0 end) as gain,
            avg(popularity.n_orders) as n_orders
        from asked
        left join lists on lists.ranking = asked.ranking and lists.item_id = asked.item_id
        left join baskets as found on found.basket = asked.basket and found.item_id = lists.shown
        left join popularity on popularity.item_id = lists.shown
        group by all
    ),
    ideal as (
        select length, sum(1 / log2(place + 1)) as gain
        from range(1, 11) as lengths (length) inner join range(1, 11) as places (place) on place <= length
        group by length
    )
select shown.ranking, shown.basket, avg(shown.gain / ideal.gain) as ndcg, avg(shown.n_orders) as n_orders
from shown inner join ideal on ideal.length = least(shown.n_items - 1, 10)
group by all
"""

POPULARITY = """
select item_id, count(distinct source || '~' || order_id) as n_orders
from intermediate.int_order_lines where ordered_at <= $start group by item_id
"""


def main() -> None:
    """Roll the clock of a copy of the warehouse back, window by window, and judge the orders that followed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--dataset", default="demo")
    parser.add_argument("--windows", type=int, default=3)
    wanted = parser.parse_args()
    project = Project.locate(environ=os.environ, start=Path.cwd(), dataset=wanted.dataset)
    with tempfile.TemporaryDirectory(prefix="dmp-bought-together-") as folder:
        copy = Path(folder) / "copy.duckdb"
        shutil.copy(project.warehouse, copy)
        latest = query(copy, "select as_of from intermediate.int_clock")["as_of"].iloc[0]
        results = []
        for back in range(wanted.windows, 0, -1):
            start = latest - timedelta(days=WINDOW_DAYS * back)
            build_at(copy, wanted.dataset, start, SELECTION)
            with duckdb.connect(str(copy), read_only=True) as connection:
                scores = scores_of(connection, start, start + timedelta(days=WINDOW_DAYS))
            results.append({"from": str(start)} | judged(scores))
    Console(width=120).print(results)
    path = RESULTS / f"bought_together_{wanted.dataset}.json"
    path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


def scores_of(
    connection: duckdb.DuckDBPyConnection, start: datetime, stop: datetime
) -> pd.DataFrame:
    """Score the lists of a warehouse by the orders after `start` and up to `stop`.

    Returns
    -------
    pd.DataFrame
        One row per ranking and basket: ranking, basket, ndcg (0 to 1), n_orders (how popular what was shown is).
    """
    connection.execute(f"create or replace temp table lists as {LISTS}")
    connection.execute(f"create or replace temp table popularity as {POPULARITY}", {"start": start})
    return connection.execute(SCORES, {"start": start, "stop": stop}).df()


def judged(scores: pd.DataFrame) -> dict[str, object]:
    """Average one window, with the interval of the difference between the served list and counts."""
    ndcg = scores.pivot_table(index="basket", columns="ranking", values="ndcg").sort_index()
    difference = (ndcg[[SERVED]] - ndcg[[COUNTS]].to_numpy()).to_numpy()
    draws = bootstrap.resampled_means(difference, SAMPLES, SEED)[:, 0]
    low, high = bootstrap.interval(draws, LEVEL)
    popularity = scores.groupby("ranking")["n_orders"].mean()
    return {
        "orders": len(ndcg),
        "ndcg": ndcg.mean().round(4).to_dict(),
        "served_less_counts": [round(float(each), 4) for each in (difference.mean(), low, high)],
        "orders_of_what_is_shown": popularity.round(1).to_dict(),
    }


if __name__ == "__main__":
    main()
