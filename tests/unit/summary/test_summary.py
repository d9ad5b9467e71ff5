"""The summary tells what the tables say and leaves out what does not exist yet."""

import io

import duckdb
import pytest
from rich.console import Console

from dmp.summary import Summary, collect, render
from dmp.warehouse import BuildRecord, Timing

TABLES = """
    create schema marts;
    create schema identity;
    create table marts.delivery_counts as
        from (values
            ('web', 'pages', '2026-06-29', 10::bigint, 8::bigint, 1::bigint, 1::bigint, 0::bigint),
            ('web', 'pages', '2026-06-30', 5, 5, 0, 0, 2),
            ('crm', 'contacts', '2026-06-30', 3, 2, 0, 1, 0)
        ) as t(source, table_name, delivery, n_received, n_accepted, n_superseded, n_rejected,
            n_value_issues);
    create table marts.users as
        from (values ('u1', 2::bigint, true), ('u2', 1, false)) as t(user_id, n_records, is_known);
    create table identity.history as
        from (values ('create'), ('merge'), ('merge'), ('split')) as t(event);
    create table marts.segment_profiles as
        from (values
            (2::bigint, 'long ago', 30::bigint, 0.3::double, null::double, null::double, null::double),
            (1, 'recent', 70, 0.7, 0.25, 0.2, 0.31)
        ) as t(segment_no, segment_name, n_users, user_share, next_window_purchase_rate,
            purchase_rate_ci_low, purchase_rate_ci_high);
    create table marts.model_quality as
        from (values
            ('discover', 'als', 'ndcg', 10::bigint, 0.2::double, 0.18::double, 0.22::double,
                500::bigint, 'popularity', 0.5::double, 0.4::double, 0.6::double),
            ('discover', 'popularity', 'ndcg', 10, 0.1, 0.09, 0.11, 500, 'popularity', 0, 0, 0),
            ('discover', 'als', 'recall', 10, 0.9, 0.9, 0.9, 500, null, null, null, null),
            ('discover', 'als', 'ndcg', 5, 0.8, 0.8, 0.8, 500, null, null, null, null)
        ) as t(task, model, metric, k, value, ci_low, ci_high, n_users, baseline,
            lift_over_baseline, lift_ci_low, lift_ci_high);
"""


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(TABLES)
    return connection


def printed(summary: Summary, record: BuildRecord | None = None) -> str:
    text = io.StringIO()
    console = Console(file=text, width=120, color_system=None)
    places = {"the marts": "published/demo/marts.duckdb"}
    console.print(render(summary, title="demo", record=record, where_to_look=places))
    return text.getvalue()


def words(text: str, start: str) -> list[str]:
    """The words of the first line that starts with `start`."""
    lines = [line.split() for line in text.splitlines()]
    return next(line for line in lines if line[: len(start.split())] == start.split())


def test_rows_are_added_up_over_deliveries(warehouse: duckdb.DuckDBPyConnection) -> None:
    text = printed(collect(warehouse))
    assert words(text, "web pages") == ["web", "pages", "15", "13", "1", "1"]
    assert words(text, "crm contacts") == ["crm", "contacts", "3", "2", "0", "1"]
    assert words(text, "all") == ["all", "18", "15", "1", "2"]


def test_people_are_counted_with_their_records_and_merges(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    people = collect(warehouse).people
    assert people
    counted = (people.found, people.known, people.anonymous, people.records, people.merges)
    assert counted == (2, 1, 1, 3, 2)
    assert "2 people (1 known, 1 anonymous) from 3 records" in printed(collect(warehouse))


def test_segments_come_in_the_order_of_their_numbers(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    text = printed(collect(warehouse))
    assert words(text, "recent") == ["recent", "70", "70.0%", "25.0%", "20.0%", "to", "31.0%"]
    assert words(text, "long ago") == ["long", "ago", "30", "30.0%", "-"]
    assert text.index("recent") < text.index("long ago")


def test_quality_is_ndcg_at_10_best_first_with_its_intervals(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert [row.model for row in collect(warehouse).qualities] == ["als", "popularity"]
    line = " ".join(words(printed(collect(warehouse)), "discover als"))
    assert line == "discover als 0.2000 0.1800 to 0.2200 +50% +40% to +60% 500"
    line = " ".join(words(printed(collect(warehouse)), "popularity"))
    assert line == "popularity 0.1000 0.0900 to 0.1100 - 500"


def test_time_is_told_per_layer(warehouse: duckdb.DuckDBPyConnection) -> None:
    timing = Timing("invocation", 4.0, {"staging": 1.25, "marts": 3.5})
    text = printed(collect(warehouse), BuildRecord("good", "run", "2026-07-01", timing))
    assert words(text, "marts") == ["marts", "3.5"]
    assert words(text, "from start to end")[-1] == "4.0"


@pytest.mark.parametrize(
    "table",
    [
        "marts.delivery_counts",
        "marts.users",
        "identity.history",
        "marts.segment_profiles",
        "marts.model_quality",
    ],
)
def test_missing_table_leaves_its_part_out_and_keeps_the_rest(
    warehouse: duckdb.DuckDBPyConnection, table: str
) -> None:
    full = printed(collect(warehouse)).split()
    warehouse.execute(f"drop table {table}")
    assert 10 < len(printed(collect(warehouse)).split()) < len(full)


def test_empty_warehouse_says_only_where_to_look() -> None:
    text = printed(collect(duckdb.connect()))
    assert text.split() == [
        *("demo", "Where", "to", "look", "next"),
        *("the", "marts", "published/demo/marts.duckdb"),
    ]


def test_empty_tables_are_no_obstacle(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("delete from marts.users")
    warehouse.execute("delete from marts.delivery_counts")
    assert "0 people" in printed(collect(warehouse))
