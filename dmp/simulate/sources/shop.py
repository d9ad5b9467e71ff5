"""The shop system: customers, orders, lines, refunds, products."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.simulate import phones, text
from dmp.simulate.batch import Batch, batch, concatenate
from dmp.simulate.catalogue import Catalogue
from dmp.simulate.chronicle import Chronicle
from dmp.simulate.faults.orders import test_orders
from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.faults.writing import (
    email_typing_errors,
    nicknames,
    shared_landlines,
    typing_errors,
)
from dmp.simulate.people import NEVER, People
from dmp.simulate.reference.goods import BRANDS, CATEGORIES
from dmp.simulate.reference.places import COUNTRIES
from dmp.simulate.sessions import ORDER
from dmp.simulate.settings import (
    MS_PER_HOUR,
    IntArray,
    WorldSettings,
)
from dmp.simulate.traces import anonymous_ids, emails_at, mobiles_at, order_ids

#: What buyers leave behind with an order; guests always leave an address.
GIVES_EMAIL_SHARE = 0.9
GIVES_PHONE_SHARE = 0.35
KEEPS_COOKIE_SHARE = 0.8
PENDING_HOURS = 6
PENDING, PAID, FULFILLED, CANCELLED, REFUNDED = range(5)
STATUSES = ("pending", "paid", "fulfilled", "cancelled", "refunded")
GENDERS = ("female", "male", "")


def shop_batches(chronicle: Chronicle, rates: FaultRates) -> list[Batch]:
    """Export all shop tables of a chunk; products belong to the whole company."""
    rng = chronicle.settings.stream("test orders", chronicle.chunk_number)
    orders, lines = test_orders(
        _orders(chronicle), _lines(chronicle), rates.test_orders, chronicle.chunk_number, rng
    )
    return [_customers(chronicle, rates), orders, lines, _refunds(chronicle)]


def phones_given(people: People, person: IntArray, at_ms: IntArray) -> IntArray:
    """Look up the number a person writes into forms at an instant."""
    return shared_landlines(
        mobiles_at(people, person, at_ms),
        people.landline[person],
        people.household_size[person],
        people.gives_landline[person],
    )


def addresses_at(people: People, person: IntArray, at_ms: IntArray) -> dict[str, pd.Series]:
    """Look up street, postal code, city and region at an instant."""
    moved = at_ms >= people.moved_ms[person]
    return {
        "street": text.where(
            moved, text.pick(people.later_street, person), text.pick(people.street, person)
        ),
        "postal_code": text.where(
            moved,
            text.pick(people.later_postal_code, person),
            text.pick(people.postal_code, person),
        ),
        "city": text.pick(people.town, person),
        "region": text.pick(people.region, person),
    }


def _customers(chronicle: Chronicle, rates: FaultRates) -> Batch:
    """Export a version at registration and one after each change of address, e-mail, phone."""
    people = chronicle.people
    rng = chronicle.settings.stream("shop customers", chronicle.chunk_number)
    everyone = np.flatnonzero(people.has_account)
    versions = [(everyone, people.arrived_ms[everyone])]
    for change in (people.new_email_ms, people.new_phone_ms, people.moved_ms):
        changed = everyone[(change[everyone] != NEVER) & (change > people.arrived_ms)[everyone]]
        versions.append((changed, change[changed]))
    person = np.concatenate([who for who, _ in versions])
    at = np.concatenate([when for _, when in versions])
    country = people.country[person]
    address = addresses_at(people, person, at)
    # What was typed at registration stays typed: errors are drawn per person, not per version.
    given = typing_errors(nicknames(people.given_name, rates.nicknames, rng), rates.name_typos, rng)
    family = typing_errors(people.family_name, rates.name_typos, rng)
    typed = email_typing_errors(emails_at(people, person, at), rates.email_typos, rng)
    has_birth = rng.random(len(people))[person] < 0.7
    columns = {
        "customer_id": text.pick(people.customer_id, person),
        "email": typed,
        "email_verified": text.boolean(rng.random(len(people))[person] < 0.8),
        "phone": text.only(
            phones.international(country, phones_given(people, person, at)),
            rng.random(len(people))[person] < 0.62,
        ),
        "first_name": text.pick(given, person),
        "last_name": text.pick(family, person),
        "birth_date": text.only(text.day(people.birth_day[person]), has_birth),
        "gender": text.only(
            text.pick(GENDERS, people.gender[person]), rng.random(len(people))[person] < 0.75
        ),
        "street": typing_errors(address["street"], rates.street_typos, rng),
        "postal_code": address["postal_code"],
        "city": address["city"],
        "region": address["region"],
        "country": text.pick([c.code for c in COUNTRIES], country),
        "accepts_marketing": text.boolean(people.accepts_marketing[person]),
        "created_at": text.instant(people.arrived_ms[person]),
        "updated_at": text.instant(at),
    }
    return batch("shop/customers", at, columns)


def _orders(chronicle: Chronicle) -> Batch:
    """Export a version at purchase and one at each change of status."""
    orders, amounts, people = chronicle.orders, chronicle.amounts, chronicle.people
    order, status, at = _versions(chronicle)
    rng = chronicle.settings.stream("shop orders", chronicle.chunk_number)
    n = len(orders)
    person = orders.person[order]
    country = people.country[person]
    guest = orders.is_guest[order]
    ordered = orders.ordered_ms[order]
    gives_email = guest | (rng.random(n)[order] < GIVES_EMAIL_SHARE)
    gives_phone = rng.random(n)[order] < GIVES_PHONE_SHARE
    phone = phones.local(country, phones_given(people, person, ordered))
    device = _device_of_order(chronicle)[order]
    keeps_cookie = (device >= 0) & (rng.random(n)[order] < KEEPS_COOKIE_SHARE)
    columns = {
        "order_id": order_ids(chronicle, order),
        "customer_id": text.only(text.pick(people.customer_id, person), ~guest),
        "email": text.only(emails_at(people, person, ordered), gives_email),
        "phone": text.only(phone, gives_phone),
        "anonymous_id": text.only(anonymous_ids(np.maximum(device, 0)), keeps_cookie),
        "ordered_at": text.instant(ordered),
        "updated_at": text.instant(at),
        "status": text.pick(STATUSES, status),
        "currency": text.pick([c.currency for c in COUNTRIES], country),
        "gross_amount": text.amount(amounts.gross[order]),
        "discount_amount": text.amount(amounts.discount[order]),
        "tax_amount": text.amount(amounts.tax[order]),
        "shipping_amount": text.amount(amounts.shipping[order]),
        "coupon": text.only(text.constant("WELCOME10", len(order)), amounts.has_coupon[order]),
        "is_test": text.constant("false", len(order)),
    }
    return batch("shop/orders", at, columns)


def _versions(chronicle: Chronicle) -> tuple[IntArray, IntArray, IntArray]:
    """List (order, status, instant) of every change of status."""
    after, ordered = chronicle.after_sales, chronicle.orders.ordered_ms
    still_open = ordered > chronicle.settings.end_ms - PENDING_HOURS * MS_PER_HOUR
    refunded = np.where(after.is_wholly_refunded, after.refunded_ms, NEVER)
    steps = [
        (np.flatnonzero(still_open), PENDING, ordered),
        (np.flatnonzero(~still_open), PAID, ordered),
        (np.flatnonzero(after.shipped_ms != NEVER), FULFILLED, after.shipped_ms),
        (np.flatnonzero(after.cancelled_ms != NEVER), CANCELLED, after.cancelled_ms),
        (np.flatnonzero(refunded != NEVER), REFUNDED, refunded),
    ]
    order = np.concatenate([which for which, _, _ in steps])
    status = np.repeat([status for _, status, _ in steps], [len(which) for which, _, _ in steps])
    at = np.concatenate([instants[which] for which, _, instants in steps])
    return order, status, at


def _device_of_order(chronicle: Chronicle) -> IntArray:
    """Find the cookie or installation an order came from, -1 if it was not tracked."""
    device = np.full(len(chronicle.orders), -1, dtype=np.int64)
    buys = chronicle.sessions.cause == ORDER
    device[chronicle.sessions.order[buys]] = chronicle.sessions.device[buys]
    return device


def _lines(chronicle: Chronicle) -> Batch:
    orders, amounts = chronicle.orders, chronicle.amounts
    of = orders.line_order
    columns = {
        "order_id": order_ids(chronicle, of),
        "line_no": text.integer(chronicle.after_sales.line_number),
        "product_id": text.pick(chronicle.catalogue.product_id, orders.line_item),
        "quantity": text.integer(orders.line_quantity),
        "unit_price": text.amount(amounts.line_unit_price),
        "discount_amount": text.amount(amounts.line_discount),
    }
    return batch("shop/order_lines", orders.ordered_ms[of], columns)


def _refunds(chronicle: Chronicle) -> Batch:
    """Export a row per line sent back, by the refund's own date; shipping is not refunded."""
    orders, amounts, after = chronicle.orders, chronicle.amounts, chronicle.after_sales
    line = np.flatnonzero(after.line_refunded)
    order = orders.line_order[line]
    pieces = after.line_refunded[line]
    paid = amounts.line_unit_price * orders.line_quantity - amounts.line_discount
    order_id = order_ids(chronicle, order)
    line_no = text.integer(after.line_number[line])
    country = chronicle.people.country[orders.person[order]]
    refunded = after.refunded_ms[order]
    columns = {
        "refund_id": "R" + order_id.str.slice(1) + "-" + line_no,
        "order_id": order_id,
        "line_no": line_no,
        "quantity": text.integer(pieces),
        "amount": text.amount(paid[line] * pieces / orders.line_quantity[line]),
        "currency": text.pick([c.currency for c in COUNTRIES], country),
        "refunded_at": text.instant(refunded),
    }
    return batch("shop/refunds", refunded, columns)


def product_batch(settings: WorldSettings, catalogue: Catalogue) -> Batch:
    """Export a version at launch and one at a new price."""
    rng = settings.stream("shop products")
    n = len(catalogue)
    every = np.arange(n)
    repriced = np.flatnonzero(catalogue.later_price != catalogue.price)
    parts = [
        (every, catalogue.launched_ms, catalogue.price),
        (
            repriced,
            np.maximum(catalogue.repriced_ms, catalogue.launched_ms + 1)[repriced],
            catalogue.later_price[repriced],
        ),
    ]
    batches = []
    for item, at, price in parts:
        columns = {
            "product_id": text.pick(catalogue.product_id, item),
            "name": text.pick(catalogue.name, item),
            "brand": text.pick([name for name, _ in BRANDS], catalogue.brand[item]),
            "category": text.pick([c.path for c in CATEGORIES], catalogue.category[item]),
            "description": text.pick(catalogue.description, item),
            "price": text.amount(price),
            "currency": text.constant("EUR", len(item)),
            "stock": text.integer(rng.integers(0, 400, len(item))),
            "is_active": text.boolean(rng.random(len(item)) < 0.97),
            "valid_from": text.instant(at),
        }
        batches.append(batch("shop/products", at, columns))
    return concatenate(batches)
