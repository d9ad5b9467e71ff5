"""What becomes of orders: shipped, cancelled, sent back in part or whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dmp.simulate.people import NEVER
from dmp.simulate.purchases import Orders
from dmp.simulate.settings import MS_PER_DAY, MS_PER_HOUR, BoolArray, IntArray, WorldSettings

CANCELLED_SHARE = 0.03
REFUNDED_SHARE = 0.06
#: Of the lines of a refunded order; the first line always goes back.
SENT_BACK_SHARE = 0.7
WHOLE_LINE_SHARE = 0.7


@dataclass(frozen=True)
class AfterSales:
    """Fates of the orders of a chunk; instants are ``NEVER`` where the step does not come."""

    shipped_ms: IntArray
    cancelled_ms: IntArray
    refunded_ms: IntArray
    is_wholly_refunded: BoolArray
    line_number: IntArray  # 1, 2, 3 … within the order
    line_refunded: IntArray  # pieces sent back, 0: kept


def make_after_sales(settings: WorldSettings, orders: Orders, chunk_number: int) -> AfterSales:
    """Draw fates; refunds after the last delivery are left out."""
    rng = settings.stream("after sales", chunk_number)
    n = len(orders)
    fate = rng.random(n)
    to_ship = ((0.5 + rng.exponential(1.5, n)) * MS_PER_DAY).astype(np.int64)
    to_refund = ((3.0 + rng.exponential(8.0, n)) * MS_PER_DAY).astype(np.int64)
    refunded_ms = orders.ordered_ms + to_ship + to_refund
    refunded = (fate < REFUNDED_SHARE) & (refunded_ms < settings.cutoffs_ms[-1])
    cancelled = fate > 1.0 - CANCELLED_SHARE

    line_number = _numbers_within(orders.line_order)
    sent_back = (rng.random(len(line_number)) < SENT_BACK_SHARE) | (line_number == 1)
    sent_back &= refunded[orders.line_order]
    some = 1 + (rng.random(len(line_number)) * orders.line_quantity).astype(np.int64)
    whole_line = rng.random(len(line_number)) < WHOLE_LINE_SHARE
    pieces = np.where(whole_line, orders.line_quantity, some)
    line_refunded = np.where(sent_back, pieces, 0)
    kept = np.bincount(orders.line_order[line_refunded < orders.line_quantity], minlength=n)
    return AfterSales(
        shipped_ms=np.where(cancelled, NEVER, orders.ordered_ms + to_ship),
        cancelled_ms=np.where(cancelled, orders.ordered_ms + MS_PER_HOUR, NEVER),
        refunded_ms=np.where(refunded, refunded_ms, NEVER),
        is_wholly_refunded=refunded & (kept == 0),
        line_number=line_number,
        line_refunded=line_refunded,
    )


def _numbers_within(group: IntArray) -> IntArray:
    """Count 1, 2, 3 … within runs of equal values."""
    starts = np.ones(len(group), dtype=np.bool_)
    starts[1:] = group[1:] != group[:-1]
    first = np.flatnonzero(starts)
    return np.arange(len(group)) - np.repeat(first, np.diff([*first, len(group)])) + 1
