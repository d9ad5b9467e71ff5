"""With every fault switched off, all values parse, keys are unique and tables agree."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
from raw_world import RawWorld

from dmp.simulate.faults import plan

INSTANT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z"
SNAPSHOTS = {"shop/customers", "shop/orders", "crm/contacts", "loyalty/members"}
COMPOSITE = {
    "shop/order_lines": ["order_id", "line_no"],
    "shop/products": ["product_id", "valid_from"],
    "ads/search_daily": ["date", "ad_id"],
    "ads/social_daily": ["date_start", "ad_id"],
    "finance/exchange_rates": ["rate_date", "currency"],
}


@pytest.mark.parametrize("table", sorted(set(plan.KEYS) - set(COMPOSITE) - {"app/events"}))
def test_keys_are_present_and_unique_per_delivery(clean: RawWorld, table: str) -> None:
    keys = clean.tables[table][[plan.KEYS[table], "delivery"]]
    per = keys if table in SNAPSHOTS else keys[[plan.KEYS[table]]]
    assert keys[plan.KEYS[table]].notna().all()
    assert not per.duplicated().any()


def test_app_message_ids_are_unique(clean: RawWorld) -> None:
    ids = [event["messageId"] for event in clean.app_events]
    assert len(ids) == len(set(ids)) == len(clean.app_lines)


@pytest.mark.parametrize("table", sorted(set(plan.INSTANTS) - {"app/events"}))
def test_instants_are_iso_in_utc(clean: RawWorld, table: str) -> None:
    for column in plan.INSTANTS[table]:
        values = clean.tables[table][column].dropna()
        assert len(values)
        assert values.str.fullmatch(INSTANT).all()


@pytest.mark.parametrize("table", ["shop/customers", "loyalty/members", "ads/search_daily"])
def test_days_are_iso(clean: RawWorld, table: str) -> None:
    for column in plan.DATES[table]:
        assert pd.to_datetime(clean.tables[table][column].dropna(), format="%Y-%m-%d").notna().all()


@pytest.mark.parametrize("table", sorted(set(plan.AMOUNTS) - {"app/events", "web/tracks"}))
def test_amounts_have_two_decimals(clean: RawWorld, table: str) -> None:
    for column in plan.AMOUNTS[table]:
        assert clean.tables[table][column].str.fullmatch(r"\d+\.\d{2}").all()


def test_booleans_are_true_or_false(clean: RawWorld) -> None:
    for table, columns in plan.BOOLEANS.items():
        for column in columns:
            assert clean.tables[table][column].isin(("true", "false")).all()


def test_properties_are_json_with_numbers(clean: RawWorld) -> None:
    parsed = clean.tables["web/tracks"]["properties"].map(json.loads)
    prices = [document["price"] for document in parsed if "price" in document]
    assert prices
    assert all(isinstance(price, float | int) and price > 0 for price in prices)


@pytest.mark.parametrize("table", COMPOSITE)
def test_composite_keys_are_unique(clean: RawWorld, table: str) -> None:
    assert not clean.tables[table].duplicated(COMPOSITE[table]).any()


def test_ads_report_every_day(clean: RawWorld) -> None:
    search = clean.tables["ads/search_daily"]
    social = clean.tables["ads/social_daily"]
    assert search["date"].nunique() == social["date_start"].nunique() == 365


def test_exchange_rates_cover_every_day_and_repeat_friday_at_weekends(clean: RawWorld) -> None:
    rates = clean.tables["finance/exchange_rates"]
    dollars = rates[rates["currency"] == "USD"].set_index("rate_date")["rate_to_reporting"]
    dollars.index = pd.to_datetime(dollars.index)
    assert len(dollars) == (dollars.index.max() - dollars.index.min()).days + 1
    saturdays = dollars[dollars.index.day_of_week == 5].iloc[1:]
    fridays = dollars[saturdays.index - pd.Timedelta(days=1)]
    assert (saturdays.to_numpy() == fridays.to_numpy()).all()
    assert dollars.nunique() > 200


def test_order_amounts_are_the_sum_of_their_lines(clean: RawWorld) -> None:
    lines = clean.tables["shop/order_lines"]
    number = lines[["quantity", "unit_price", "discount_amount"]].astype(float)
    value = number["quantity"] * number["unit_price"] - number["discount_amount"]
    goods = value.groupby(lines["order_id"]).sum()
    orders = clean.tables["shop/orders"].drop_duplicates("order_id").set_index("order_id")
    money = orders[["gross_amount", "discount_amount", "shipping_amount"]].astype(float)
    assert set(goods.index) == set(orders.index)
    assert (goods + money["shipping_amount"] - money["gross_amount"]).abs().max() < 0.006
    discount = number["discount_amount"].groupby(lines["order_id"]).sum()
    assert (discount - money["discount_amount"]).abs().max() < 0.006


def test_refunds_follow_their_line_and_never_exceed_it(clean: RawWorld) -> None:
    refunds = clean.tables["shop/refunds"]
    lines = clean.tables["shop/order_lines"].drop(columns=["delivery", "_synced_at"])
    orders = clean.tables["shop/orders"].drop_duplicates("order_id")[["order_id", "ordered_at"]]
    joined = refunds.merge(lines, on=["order_id", "line_no"], suffixes=("", "_line"))
    joined = joined.merge(orders, on="order_id")
    assert len(joined) == len(refunds) > 0
    assert (joined["quantity"].astype(int) <= joined["quantity_line"].astype(int)).all()
    paid = joined["quantity_line"].astype(int) * joined["unit_price"].astype(float)
    assert (joined["amount"].astype(float) <= paid + 0.006).all()
    assert (joined["refunded_at"] > joined["ordered_at"]).all()


def test_completed_orders_on_the_site_are_those_of_the_shop(clean: RawWorld) -> None:
    tracks = clean.tables["web/tracks"]
    completed = tracks[tracks["event"] == "Order Completed"]
    order_id = completed["properties"].map(lambda text: json.loads(text)["order_id"])
    orders = clean.tables["shop/orders"].drop_duplicates("order_id").set_index("order_id")
    assert order_id.is_unique
    assert (
        orders.loc[order_id, "ordered_at"].to_numpy() == completed["timestamp"].to_numpy()
    ).all()


def test_nobody_is_logged_in_before_registration(clean: RawWorld) -> None:
    tracks = clean.tables["web/tracks"].dropna(subset=["user_id"])
    customers = clean.tables["shop/customers"].drop_duplicates("customer_id")
    created = customers.set_index("customer_id")["created_at"]
    assert (tracks["timestamp"].to_numpy() > created.loc[tracks["user_id"]].to_numpy()).all()


def test_products_are_on_sale_before_they_are_looked_at(clean: RawWorld) -> None:
    tracks = clean.tables["web/tracks"]
    viewed = tracks[tracks["event"] == "Product Viewed"]
    product = viewed["properties"].map(lambda text: json.loads(text)["product_id"])
    products = clean.tables["shop/products"].sort_values("valid_from")
    launched = products.drop_duplicates("product_id").set_index("product_id")["valid_from"]
    assert (viewed["timestamp"].to_numpy() > launched.loc[product].to_numpy()).all()


def test_currencies_follow_countries(clean: RawWorld) -> None:
    orders = clean.tables["shop/orders"].dropna(subset=["customer_id"])
    customers = clean.tables["shop/customers"].drop_duplicates("customer_id")
    country = customers.set_index("customer_id")["country"]
    pairs = set(zip(country.loc[orders["customer_id"]], orders["currency"], strict=True))
    assert pairs == {("DE", "EUR"), ("AT", "EUR"), ("FR", "EUR"), ("GB", "GBP"), ("US", "USD")}


def test_app_documents_have_the_shape_of_segment(clean: RawWorld) -> None:
    kinds = {event["type"] for event in clean.app_events}
    assert kinds == {"track", "screen", "identify"}
    for event in clean.app_events:
        named = {"track": "event", "screen": "name", "identify": "traits"}[event["type"]]
        assert named in event
        assert re.fullmatch(INSTANT, event["timestamp"])
        assert event["timestamp"] < event["sentAt"] < event["receivedAt"]
