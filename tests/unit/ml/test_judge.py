from pathlib import Path

import duckdb
import judge
import pandas as pd


def judged(root: Path, tables: dict[str, pd.DataFrame], cutoffs: list[int]) -> pd.DataFrame:
    with duckdb.connect() as connection:
        for name, frame in tables.items():
            connection.register(name, frame)
        found = connection.sql(judge.rendered(root, cutoffs)).df()
    return found.sort_values(judge.KEYS, ignore_index=True)


def test_the_sql_follows_the_definitions_of_the_metrics(root: Path) -> None:
    tables = judge.world()
    expected = judge.scores(
        tables["int_evaluation_lists"],
        tables["feat_holdout_purchases"],
        tables["feat_interactions"],
        [1, 3, 10],
    )
    assert len(expected) > 1_000
    assert expected["is_cold"].any()
    pd.testing.assert_frame_equal(
        judged(root, tables, [1, 3, 10]), expected, check_dtype=False, rtol=0, atol=1e-10
    )


def test_a_perfect_list_scores_one_exactly(root: Path) -> None:
    tables = judge.world()
    wanted = pd.DataFrame({"user_id": "u10", "item_id": ["a", "b", "c"], "n_purchases": 1})
    tables["feat_holdout_purchases"] = wanted
    tables["int_evaluation_lists"] = wanted[["user_id", "item_id"]].assign(
        task="buy_again", model="als", rank=[1, 2, 3], score=0.0
    )
    (row,) = judged(root, tables, [3]).to_dict("records")
    assert {row[name] for name in ("ndcg", "recall", "precision", "map", "hit_rate", "mrr")} == {1}


def test_no_lists_or_no_buyers_give_no_scores(root: Path) -> None:
    tables = judge.world()
    for name in ("int_evaluation_lists", "feat_holdout_purchases"):
        assert judged(root, tables | {name: tables[name].head(0)}, [3]).empty
