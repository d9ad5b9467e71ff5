"""The pages say what the published file holds, whatever is missing in it."""

import re
from pathlib import Path

import duckdb
import pytest
import yaml

from dmp.dashboard import write_dashboard
from dmp.dashboard.cells import cell
from dmp.dashboard.queries import QUERIES
from dmp.dashboard.sections import DATA_QUALITY, HOME

SEGMENTS = """
    create table segment_profiles as
    select '<script>alert(1)</script>' as segment_name, 12 as n_users, 0.25 as user_share,
        3.5 as mean_days_since_last_order, 1.0 as mean_n_orders_365d, 1234.5 as mean_revenue_365d,
        0.5 as next_window_purchase_rate, 0.4 as purchase_rate_ci_low, null as purchase_rate_ci_high
"""
QUALITY = """
    create table data_quality as
    select 'shop' as source, 'input__contacts' as relation_name, 'completeness' as dimension, column_name,
        100::bigint as n_rows, good::bigint as n_good, good / 100 as share, day as loaded_date
    from (
        select column_name, day, case when column_name = 'email' and day = date '2026-07-16' then 40 else 98 end as good
        from range(date '2026-07-01', date '2026-07-17', interval 1 day) as days (day),
            (values ('email'), ('phone')) as columns (column_name)
    )
"""


def pages(folder: Path, *statements: str) -> dict[str, str]:
    marts = folder / "marts.duckdb"
    with duckdb.connect(str(marts)) as connection:
        for statement in statements:
            connection.execute(statement)
    write_dashboard(marts, folder / "pages", dataset="a & b", published_at="2026-07-17T08:00:00")
    return {file.name: file.read_text() for file in (folder / "pages").iterdir()}


def test_nothing_published_is_said_in_words(tmp_path: Path) -> None:
    told = pages(tmp_path)
    assert set(told) == {"index.html", "data_quality.html"}
    for section in (*HOME, *DATA_QUALITY):
        page = told["index.html" if section in HOME else "data_quality.html"]
        assert section.title in page
        assert f"{section.source} was not published." in page
    assert "marts.users was not published." in told["index.html"]


def test_texts_of_the_data_are_texts(tmp_path: Path) -> None:
    page = pages(tmp_path, SEGMENTS)["index.html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "a &amp; b" in page
    assert "1,234.5" in page


def test_pages_need_nothing_from_elsewhere(tmp_path: Path) -> None:
    for page in pages(tmp_path, SEGMENTS, QUALITY).values():
        assert not re.search(
            r"(src|href)=\"(?!index\.html|data_quality\.html)|https?://|@import|url\(", page
        )


def test_what_fell_on_its_newest_day_comes_first(tmp_path: Path) -> None:
    page = pages(tmp_path, QUALITY)["data_quality.html"]
    worse = page.split("What got worse")[1].split("By source")[0]
    assert "email" in worse
    assert "phone" not in worse
    assert "98.0 %" in worse
    assert "40.0 %" in worse


def test_table_of_another_shape_costs_its_section_alone(tmp_path: Path) -> None:
    page = pages(tmp_path, SEGMENTS, "create table customer_cohorts_monthly as select 1 as n")
    assert "marts.customer_cohorts_monthly could not be asked: Binder Error" in page["index.html"]
    assert "&lt;script&gt;" in page["index.html"]


def test_value_of_another_type_costs_its_section_alone(tmp_path: Path) -> None:
    odd = SEGMENTS.replace("0.25 as user_share", "'a quarter' as user_share")
    page = pages(tmp_path, odd)["index.html"]
    assert "marts.segment_profiles could not be asked: could not convert string" in page
    assert "Who comes back" in page


def test_every_mart_that_is_asked_is_told_to_dbt(root: Path) -> None:
    text = (root / "models/semantic/_exposures.yml").read_text()
    [told] = [each for each in yaml.safe_load(text)["exposures"] if each["name"] == "dashboard"]
    refs = {re.sub(r"ref\('(\w+)'\)", r"\1", each) for each in told["depends_on"]}
    asked = {
        name
        for query in QUERIES.values()
        for name in re.findall(r"\bfrom (\w+)", query)
        if name not in {"counted", "days", "held", "lately", "dimensions"}
    }
    assert asked == refs
    sources = {section.source.removeprefix("marts.") for section in (*HOME, *DATA_QUALITY)}
    assert sources <= refs


@pytest.mark.parametrize(
    ("kind", "values", "text"),
    [
        ("good", [0.9999], "99.99 %"),
        ("good", [1.0], "100 %"),
        ("integer", [12345], "12,345"),
        ("change", [0.5, None, None], "+50%"),
        ("text", [None], "&ndash;"),
    ],
)
def test_values_read_as_people_write_them(kind: str, values: list[object], text: str) -> None:
    assert text in cell(kind, values)
