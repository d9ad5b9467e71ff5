"""Orders that no customer made."""

from __future__ import annotations

import numpy as np

from dmp.simulate import text
from dmp.simulate.batch import Batch, concatenate
from dmp.simulate.faults.writing import chosen

TEST_EMAIL = "test@example.com"
TEST_COUPON = "TEST"
#: Test orders are numbered downwards from here, real ones upwards from 0.
_LAST_ORDER_NUMBER = 10**8 - 1
_PER_CHUNK = 100_000


def test_orders(
    orders: Batch, lines: Batch, rate: float, chunk_number: int, rng: np.random.Generator
) -> tuple[Batch, Batch]:
    """Add orders by which staff try the checkout, with goods copied from real ones.

    One third is flagged ``is_test``, one third uses the coupon TEST, one third the address
    test@example.com. They belong to nobody.
    """
    first = ~orders.rows["order_id"].duplicated().to_numpy()
    made = np.flatnonzero(first & chosen(len(orders), rate, rng))
    if not len(made):
        return orders, lines
    n = len(made)
    number = _LAST_ORDER_NUMBER - chunk_number * _PER_CHUNK - np.arange(n)
    new_id = "O" + text.decimal(text.shuffle_decimal(number, 23, 10**8), 8)
    kind = np.arange(n) % 3
    copies = orders.take(made)
    old_ids = copies.rows["order_id"]
    rows = copies.rows.assign(
        order_id=new_id,
        customer_id=text.missing(n),
        phone=text.missing(n),
        anonymous_id=text.missing(n),
        email=text.only(text.constant(TEST_EMAIL, n), kind == 2),
        coupon=text.where(kind == 1, TEST_COUPON, None),
        is_test=text.boolean(kind == 0),
    )
    copied_from = old_ids.reset_index(drop=True)
    place = copied_from.reset_index().set_index("order_id")["index"]
    source = lines.rows["order_id"].map(place)
    copied = lines.take(np.flatnonzero(text.present(source)))
    owner = source.dropna().to_numpy(dtype=np.int64)
    copied = copied.with_column("order_id", text.pick(new_id, owner))
    tests = Batch(orders.table, rows, copies.known_ms, copies.damage)
    return concatenate([orders, tests]), concatenate([lines, copied])
