"""What an order costs, in the buyer's currency, tax included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dmp.simulate.catalogue import Catalogue
from dmp.simulate.people import People
from dmp.simulate.purchases import Orders
from dmp.simulate.reference.places import COUNTRIES
from dmp.simulate.settings import BoolArray, FloatArray, IntArray, WorldSettings

#: Price list of each currency: units for one euro of list price.
PRICE_FACTOR = {"EUR": 1.0, "GBP": 0.88, "USD": 1.15}
COUPON_SHARE = 0.12
COUPON_DISCOUNT = 0.10
SHIPPING = 4.9
FREE_SHIPPING_FROM = 50.0


@dataclass(frozen=True)
class OrderAmounts:
    """Money of orders and lines, all rounded to cents.

    ``gross`` is what the customer pays: lines minus discount plus shipping; ``tax`` is contained
    in it; ``discount`` is the sum of the line discounts.
    """

    currency: IntArray  # country index of the buyer: its currency
    gross: FloatArray
    discount: FloatArray
    tax: FloatArray
    shipping: FloatArray
    has_coupon: BoolArray
    line_unit_price: FloatArray
    line_discount: FloatArray


def price_in(
    catalogue: Catalogue, item: IntArray, country: IntArray, at_ms: IntArray
) -> FloatArray:
    """Look up unit prices at an instant in the currency of a country, shape of ``item``."""
    factor = np.array([PRICE_FACTOR[c.currency] for c in COUNTRIES])[country]
    euro = np.where(
        at_ms >= catalogue.repriced_ms[item], catalogue.later_price[item], catalogue.price[item]
    )
    return _cents(euro * factor)


def price_orders(
    settings: WorldSettings, people: People, catalogue: Catalogue, orders: Orders, chunk_number: int
) -> OrderAmounts:
    """Price all orders of a chunk."""
    rng = settings.stream("pricing", chunk_number)
    n = len(orders)
    country = people.country[orders.person]
    coupon = rng.random(n) < COUPON_SHARE
    of = orders.line_order
    unit = price_in(catalogue, orders.line_item, country[of], orders.ordered_ms[of])
    value = unit * orders.line_quantity
    discount = _cents(np.where(coupon[of], value * COUPON_DISCOUNT, 0.0))
    goods = np.bincount(of, value - discount, minlength=n)
    shipping = np.where(goods < FREE_SHIPPING_FROM, SHIPPING, 0.0)
    gross = _cents(goods + shipping)
    rate = np.array([c.tax_rate for c in COUNTRIES])[country]
    return OrderAmounts(
        currency=country,
        gross=gross,
        discount=_cents(np.bincount(of, discount, minlength=n)),
        tax=_cents(gross * rate / (1.0 + rate)),
        shipping=shipping,
        has_coupon=coupon,
        line_unit_price=unit,
        line_discount=discount,
    )


def _cents(values: NDArray[Any]) -> FloatArray:
    return np.asarray(np.floor(values * 100.0 + 0.5) / 100.0, dtype=np.float64)
