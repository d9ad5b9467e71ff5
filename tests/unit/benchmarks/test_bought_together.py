"""The judge of benchmarks.bought_together, on a shop of three orders."""

import math

import duckdb
import pandas as pd
import pytest

from benchmarks import bought_together

START, STOP = pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-29")
TABLES = """
create schema intermediate;
create schema marts;
create table intermediate.int_item_pairs (
    item_id text, other_item_id text, n_orders int, n_item_orders int, n_other_item_orders int, n_orders_together int
);
insert into intermediate.int_item_pairs values ('a', 'b', 10, 5, 2, 2), ('a', 'c', 10, 5, 10, 5);
create table marts.item_recommendations as
select 'bought_together' as list, 'a' as item_id, 'b' as recommended_item_id, 1 as rank;
create table intermediate.int_orders (source text, order_id text, is_counted boolean);
insert into intermediate.int_orders values ('shop', '1', true), ('shop', '2', false), ('shop', '3', true);
create table intermediate.int_order_lines (source text, order_id text, item_id text, ordered_at timestamp);
insert into intermediate.int_order_lines values
    ('shop', '1', 'a', '2026-03-02'), ('shop', '1', 'b', '2026-03-02'),
    ('shop', '2', 'a', '2026-03-02'), ('shop', '2', 'b', '2026-03-02'),
    ('shop', '3', 'a', '2026-03-01'), ('shop', '3', 'b', '2026-03-01');
"""


def test_only_counted_orders_after_the_start_are_judged_and_items_without_a_list_miss() -> None:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        scores = bought_together.scores_of(connection, START, STOP)
    assert set(scores["basket"]) == {"shop~1"}
    ndcg = scores.set_index("ranking")["ndcg"].to_dict()
    # a finds b at the first place, b has no list of its own as served
    assert ndcg["bought_together"] == pytest.approx(0.5)
    # by counts c stands before b; from b, a is found
    assert ndcg["counts"] == pytest.approx((1 / math.log2(3) + 1) / 2)
    # by lift b (2) stands before c (1)
    assert ndcg["lift"] == pytest.approx(1.0)
