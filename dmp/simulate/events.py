"""What happens in a session: landing page, searches, views, adds, identify calls, the order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dmp.simulate.catalogue import Catalogue
from dmp.simulate.people import People
from dmp.simulate.purchases import Orders, draw_available
from dmp.simulate.sessions import BROWSE, NEWSLETTER, ORDER, SIGN_UP, Sessions
from dmp.simulate.settings import MS_PER_SECOND, BoolArray, IntArray, WorldSettings
from dmp.simulate.tastes import Tastes

#: Kinds of events in the order in which they follow each other in a session.
PAGE, SEARCH, VIEW, ADD, IDENTIFY, SIGNED_UP, COMPLETED = range(7)

VIEWED_BEFORE_PURCHASE = 0.6
ADDED_BEFORE_PURCHASE = 0.55
ABANDONED = 0.13  # of products viewed and not bought
SEARCH_SHARE = 0.22
MEAN_STROLL = 1.35
MEAN_DETOUR = 0.35
STEP_MS = 40 * MS_PER_SECOND


@dataclass(frozen=True)
class Events:
    """One element per event of a chunk, ordered by session and time."""

    session: IntArray
    kind: IntArray
    at_ms: IntArray
    item: IntArray  # looked at or searched for, -1: none
    quantity: IntArray
    is_landing: BoolArray  # the first two calls, which carry the campaign
    knows_user: BoolArray  # the person is logged in at this moment

    def __len__(self) -> int:
        return len(self.session)


def make_events(
    settings: WorldSettings,
    people: People,
    orders: Orders,
    sessions: Sessions,
    tastes: Tastes,
    *,
    catalogue: Catalogue,
    chunk_number: int,
) -> Events:
    """Fill the sessions of a chunk."""
    rng = settings.stream("events", chunk_number)
    parts = [
        _marks(sessions),
        _purchases(orders, sessions, catalogue, rng),
        _strolls(sessions, tastes, catalogue, rng),
    ]
    session, kind, item, quantity = (np.concatenate(column) for column in zip(*parts, strict=True))
    sort = np.lexsort((rng.random(len(session)), kind, session))
    session, kind, item, quantity = session[sort], kind[sort], item[sort], quantity[sort]
    count = np.bincount(session, minlength=len(sessions))
    position = np.arange(len(session)) - (np.cumsum(count) - count)[session]
    begin = sessions.start_ms - np.where(sessions.cause == ORDER, count * STEP_MS, 0)
    jitter = (rng.random(len(session)) * 0.8 * STEP_MS).astype(np.int64)
    at = begin[session] + position * STEP_MS + jitter
    # An order is completed at the instant the shop has on record.
    ordered = kind == COMPLETED
    at[ordered] = orders.ordered_ms[sessions.order[session[ordered]]]
    logs_in = (
        sessions.identifies & ~sessions.is_guest_checkout & people.has_account[sessions.person]
    )
    return Events(
        session=session,
        kind=kind,
        at_ms=at,
        item=item,
        quantity=quantity,
        is_landing=position <= 1,
        knows_user=sessions.known_from_start[session] | (logs_in[session] & (kind >= IDENTIFY)),
    )


_Part = tuple[IntArray, IntArray, IntArray, IntArray]


def _part(session: IntArray, kind: int, item: IntArray | None, quantity: IntArray | None) -> _Part:
    n = len(session)
    return (
        session,
        np.full(n, kind, dtype=np.int64),
        np.full(n, -1, dtype=np.int64) if item is None else item,
        np.ones(n, dtype=np.int64) if quantity is None else quantity,
    )


def _together(parts: list[_Part]) -> _Part:
    session, kind, item, quantity = (np.concatenate(column) for column in zip(*parts, strict=True))
    return session, kind, item, quantity


def _marks(sessions: Sessions) -> _Part:
    """Every session lands on a page; some identify, sign up, complete an order."""
    buys = np.flatnonzero(sessions.cause == ORDER)
    joins = np.flatnonzero(sessions.cause == SIGN_UP)
    return _together(
        [
            _part(np.arange(len(sessions)), PAGE, None, None),
            _part(np.flatnonzero(sessions.identifies), IDENTIFY, None, None),
            _part(joins, SIGNED_UP, None, None),
            _part(buys, COMPLETED, None, None),
        ]
    )


def _purchases(
    orders: Orders, sessions: Sessions, catalogue: Catalogue, rng: np.random.Generator
) -> _Part:
    """Goods of an order are viewed and added in its session, or viewed in a look before it."""
    session, line = _lines_of(orders, sessions)
    item = orders.line_item[line]
    on_sale = catalogue.launched_ms[item] <= sessions.start_ms[session]
    viewed = on_sale & (rng.random(len(session)) < VIEWED_BEFORE_PURCHASE)
    added = (sessions.cause[session] == ORDER) & (rng.random(len(session)) < ADDED_BEFORE_PURCHASE)
    return _together(
        [
            _part(session[viewed], VIEW, item[viewed], None),
            _part(session[added], ADD, item[added], orders.line_quantity[line][added]),
        ]
    )


def _strolls(
    sessions: Sessions, tastes: Tastes, catalogue: Catalogue, rng: np.random.Generator
) -> _Part:
    """Other goods are searched, viewed and left in the cart, by taste."""
    n = len(sessions)
    idle = np.isin(sessions.cause, (NEWSLETTER, BROWSE))
    count = np.where(idle, 1 + rng.poisson(MEAN_STROLL, n), rng.poisson(MEAN_DETOUR, n))
    stroll = np.repeat(np.arange(n), count)
    item = draw_available(
        tastes, catalogue, sessions.person[stroll], sessions.start_ms[stroll], rng
    )
    left = rng.random(len(stroll)) < ABANDONED
    searches = np.flatnonzero(rng.random(n) < SEARCH_SHARE)
    featured = np.flatnonzero(sessions.item >= 0)
    return _together(
        [
            _part(searches, SEARCH, tastes.draw(sessions.person[searches], rng), None),
            _part(featured, VIEW, sessions.item[featured], None),
            _part(stroll, VIEW, item, None),
            _part(stroll[left], ADD, item[left], None),
        ]
    )


def _lines_of(orders: Orders, sessions: Sessions) -> tuple[IntArray, IntArray]:
    """Pair (session, line) for every line of the order a session leads to."""
    with_order = np.flatnonzero(sessions.order >= 0)
    count = np.bincount(orders.line_order, minlength=len(orders))
    first = np.cumsum(count) - count
    chosen = sessions.order[with_order]
    size = count[chosen]
    session = np.repeat(with_order, size)
    within = np.arange(len(session)) - np.repeat(np.cumsum(size) - size, size)
    return session, np.repeat(first[chosen], size) + within
