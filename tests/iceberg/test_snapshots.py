"""A dbt snapshot on an Iceberg table, taken before and after one of three rows changed."""

from lakehouse import Small, rows_after_each_commit

from dmp.warehouse import reading


def test_a_second_snapshot_closes_the_changed_row_and_keeps_the_rest(small: Small) -> None:
    with reading(small.exported) as lake:
        rows = lake.execute(
            "select product_id, price, dbt_valid_to is null from main.price_history order by all"
        ).fetchall()
        [(handed_over,)] = lake.execute(
            "select count(*) from main.price_history as closed inner join main.price_history as opened"
            " on opened.product_id = closed.product_id and opened.dbt_valid_from = closed.dbt_valid_to"
        ).fetchall()
    assert rows == [(1, 10, False), (1, 11, True), (2, 20, True), (3, 30, True)]
    assert handed_over == 1


def test_a_second_snapshot_adds_to_the_table_of_the_first(small: Small) -> None:
    assert rows_after_each_commit(small.exported, "main.price_history") == [3, 4]
