"""The stored truth covers every record, and the data follow it."""

from __future__ import annotations

import pandas as pd
import pytest
from raw_world import RawWorld

from dmp.simulate.faults import junk
from dmp.simulate.faults.orders import TEST_COUPON, TEST_EMAIL
from dmp.simulate.faults.values import SPELLINGS_OF_TRUE


def _owners(world: RawWorld, source: str, record_type: str) -> pd.Series:
    owners = world.tables["truth/record_owners"]
    of_kind = owners[(owners["source"] == source) & (owners["record_type"] == record_type)]
    return of_kind.set_index("record_key")["person_id"]


def _real_orders(world: RawWorld) -> pd.DataFrame:
    orders = world.tables["shop/orders"].dropna(subset=["order_id"])
    is_test = orders["is_test"].isin(("true", *SPELLINGS_OF_TRUE))
    is_test |= orders["coupon"] == TEST_COUPON
    is_test |= orders["email"].fillna("").str.strip().str.lower() == TEST_EMAIL
    return orders[~is_test]


@pytest.mark.parametrize("name", ["clean", "faulty", "demo"])
@pytest.mark.parametrize(
    ("table", "key", "record_type"),
    [
        ("shop/customers", "customer_id", "contact"),
        ("crm/contacts", "contact_id", "contact"),
        ("loyalty/members", "card_no", "contact"),
        ("web/tracks", "anonymous_id", "visitor"),
        ("web/pages", "anonymous_id", "visitor"),
        ("web/identifies", "anonymous_id", "visitor"),
    ],
)
def test_every_record_has_an_owner(
    name: str,
    table: str,
    key: str,
    record_type: str,
    request: pytest.FixtureRequest,
) -> None:
    world: RawWorld = request.getfixturevalue(name)
    keys = set(world.tables[table][key].dropna())
    assert keys
    assert keys <= set(_owners(world, table.split("/", maxsplit=1)[0], record_type).index)


@pytest.mark.parametrize("name", ["clean", "faulty", "demo"])
def test_every_order_but_test_orders_has_an_owner(
    name: str, request: pytest.FixtureRequest
) -> None:
    world: RawWorld = request.getfixturevalue(name)
    keys = set(_real_orders(world)["order_id"])
    owners = _owners(world, "shop", "order")
    assert keys <= set(owners.index)


@pytest.mark.parametrize("name", ["clean", "faulty", "demo"])
def test_every_reader_and_installation_has_an_owner(
    name: str, request: pytest.FixtureRequest
) -> None:
    world: RawWorld = request.getfixturevalue(name)
    readers = set(world.tables["email/messages"]["email"].dropna().str.strip().str.lower())
    assert readers - set(junk.JUNK_EMAILS) <= set(_owners(world, "email", "recipient").index)
    installations = {event["anonymousId"] for event in world.app_events}
    assert installations <= set(_owners(world, "app", "visitor").index)


@pytest.mark.parametrize("name", ["clean", "faulty", "demo"])
def test_a_record_has_one_owner_who_is_a_person(name: str, request: pytest.FixtureRequest) -> None:
    world: RawWorld = request.getfixturevalue(name)
    owners = world.tables["truth/record_owners"]
    assert not owners.duplicated(["source", "record_type", "record_key"]).any()
    assert set(owners["person_id"]) <= set(world.tables["truth/people"]["person_id"])


def test_customers_are_the_people_registered(clean: RawWorld) -> None:
    people = clean.tables["truth/people"].set_index("person_id")
    owners = _owners(clean, "shop", "contact")
    customers = clean.tables["shop/customers"].drop_duplicates("customer_id")
    registered = people.loc[owners.loc[customers["customer_id"]], "registered_at"]
    assert (registered.to_numpy() == customers["created_at"].to_numpy()).all()


def test_nobody_orders_after_dropping_out(demo: RawWorld) -> None:
    people = demo.tables["truth/people"].set_index("person_id")
    orders = _real_orders(demo)
    orders = orders[orders["ordered_at"].fillna("").str.endswith("Z")]
    person = _owners(demo, "shop", "order").loc[orders["order_id"]]
    dropout = people.loc[person, "dropout_at"].fillna("9999").to_numpy()
    ordered = orders["ordered_at"].to_numpy()
    # Orders of the day of dropout may fall into its last hours.
    day_of_dropout = pd.Series(dropout).str.slice(0, 10).to_numpy()
    valid = pd.Series(ordered).str.match(r"20\d\d-(0[1-9]|1[0-2])-").to_numpy()
    assert (pd.Series(ordered).str.slice(0, 10).to_numpy() <= day_of_dropout)[valid].all()


def test_orders_come_at_the_rates_of_the_truth(demo: RawWorld) -> None:
    """Poisson: the count over all people lies within four deviations of its expectation."""
    people = demo.tables["truth/people"]
    start, end = pd.Timestamp("2025-07-01", tz="UTC"), pd.Timestamp("2026-07-01", tz="UTC")
    arrived = pd.to_datetime(people["registered_at"]).clip(lower=start).fillna(start)
    left = pd.to_datetime(people["dropout_at"]).fillna(end)
    known = people["registered_at"].notna()
    days = (left.clip(upper=end) - arrived).dt.total_seconds().clip(lower=0.0) / 86_400
    expected = (days * people["purchase_rate"].astype(float))[known].sum()
    owners = _owners(demo, "shop", "order")
    observed = owners.isin(set(people.loc[known, "person_id"])).sum()
    assert abs(observed - expected) < 4.0 * expected**0.5


def test_people_buy_what_they_like(demo: RawWorld) -> None:
    tastes = demo.tables["truth/tastes"]
    affinity = tastes.set_index(["person_id", "category"])["affinity"].astype(float)
    items = demo.tables["truth/items"].set_index("product_id")["category"]
    lines = demo.tables["shop/order_lines"]
    owners = _owners(demo, "shop", "order")
    lines = lines[lines["order_id"].isin(owners.index) & lines["product_id"].isin(items.index)]
    bought = pd.MultiIndex.from_arrays(
        [owners.loc[lines["order_id"]].to_numpy(), items.loc[lines["product_id"]].to_numpy()]
    )
    liked = affinity.reindex(bought).fillna(0.0).mean()
    shuffled = pd.MultiIndex.from_arrays(
        [bought.get_level_values(0), bought.get_level_values(1)[::-1]]
    )
    by_chance = affinity.reindex(shuffled).fillna(0.0).mean()
    assert liked > 1.5 * by_chance


def test_popular_items_are_bought_more(demo: RawWorld) -> None:
    items = demo.tables["truth/items"].set_index("product_id")
    sold = demo.tables["shop/order_lines"]["product_id"].value_counts()
    appeal = items["appeal"].astype(float)
    assert appeal.corr(sold.reindex(appeal.index).fillna(0.0), method="spearman") > 0.5
