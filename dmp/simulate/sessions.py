"""Visits to website and app.

Sessions come from five causes: an order, a look at the goods before an order, a click in a
newsletter, plain browsing, and the sign-up of account holders who arrive in the window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dmp.simulate.faults.devices import public_kiosks, shared_devices
from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.mailing import Mailings
from dmp.simulate.people import People
from dmp.simulate.purchases import Calendar, Orders, instants_of_habit
from dmp.simulate.reference.campaigns import (
    ADS,
    APP_TRAFFIC,
    BROWSE_TRAFFIC,
    EMAIL,
    ORDER_TRAFFIC,
    PAID_SEARCH,
    PAID_SOCIAL,
)
from dmp.simulate.settings import (
    MS_PER_DAY,
    MS_PER_HOUR,
    MS_PER_SECOND,
    BoolArray,
    IntArray,
    WorldSettings,
)

ORDER, LOOK, NEWSLETTER, BROWSE, SIGN_UP = range(5)

#: Orders with a visit on record; the others came by phone or from behind an ad blocker.
TRACKED_SHARE = 0.78
LOOK_SHARE = 0.3
#: Calls a visit of each cause makes on average, used to meet ``events_per_person``.
EVENTS_PER_VISIT = {ORDER: 6.5, LOOK: 4.0, NEWSLETTER: 3.5, BROWSE: 4.1, SIGN_UP: 3.0}
SLOTS_PER_PERSON = 4  # three web cookies and one app installation
APP_SLOT = 3
APP_HABIT = 0.55


@dataclass(frozen=True)
class Sessions:
    """One element per session of a chunk."""

    person: IntArray
    start_ms: IntArray
    cause: IntArray
    order: IntArray  # bought in it or after it, -1: none
    item: IntArray  # product the newsletter showed, -1: none
    device: IntArray  # number of the cookie or installation in the whole world
    is_app: BoolArray
    traffic: IntArray
    ad: IntArray  # index into ADS, -1: none
    newsletter: IntArray  # campaign, -1: none
    known_from_start: BoolArray  # logged in already
    identifies: BoolArray  # logs in, signs up, or leaves an address at checkout
    is_guest_checkout: BoolArray

    def __len__(self) -> int:
        return len(self.person)


def make_sessions(
    settings: WorldSettings,
    people: People,
    orders: Orders,
    mailings: Mailings,
    calendar: Calendar,
    *,
    chunk_number: int,
    rates: FaultRates,
) -> Sessions:
    """Draw the sessions of a chunk, about as many as ``events_per_person`` asks for."""
    rng = settings.stream("sessions", chunk_number)
    target = settings.events_per_person * len(people)
    fits = 0.6 * target / (EVENTS_PER_VISIT[ORDER] * max(1, len(orders)))
    tracked = np.flatnonzero(rng.random(len(orders)) < min(TRACKED_SHARE, fits))
    looked = tracked[rng.random(len(tracked)) < LOOK_SHARE]
    clicked = np.flatnonzero(mailings.clicked_ms)
    joins = np.flatnonzero(people.has_account & (people.arrived_ms >= settings.start_ms))
    counts = {ORDER: len(tracked), LOOK: len(looked), NEWSLETTER: len(clicked), SIGN_UP: len(joins)}
    planned = sum(EVENTS_PER_VISIT[cause] * count for cause, count in counts.items())
    strolls = max(0.1 * target, target - planned) / EVENTS_PER_VISIT[BROWSE]
    browser, browsed_ms = _browsing(settings, people, calendar, strolls, rng)

    person = np.concatenate(
        [orders.person[tracked], orders.person[looked], mailings.person[clicked], browser, joins]
    )
    start = np.concatenate(
        [
            orders.ordered_ms[tracked],
            _look_instants(settings, people, orders, looked, rng),
            mailings.clicked_ms[clicked] + 2 * MS_PER_SECOND,
            browsed_ms,
            people.arrived_ms[joins],
        ]
    )
    sizes = [len(tracked), len(looked), len(clicked), len(browser), len(joins)]
    cause = np.repeat([ORDER, LOOK, NEWSLETTER, BROWSE, SIGN_UP], sizes)
    order, item, newsletter = (np.full(len(person), -1, dtype=np.int64) for _ in range(3))
    order[: len(tracked) + len(looked)] = np.concatenate([tracked, looked])
    item[cause == NEWSLETTER] = mailings.item[clicked]
    newsletter[cause == NEWSLETTER] = mailings.campaign[clicked]

    slot, is_app = _slots(people, person, rng)
    traffic, ad = _traffic(cause, is_app, rng)
    guest = np.zeros(len(person), dtype=np.bool_)
    guest[cause == ORDER] = orders.is_guest[tracked]
    known, identifies = _logins(people.has_account[person], guest, cause, is_app, rng)
    return Sessions(
        person=person,
        start_ms=start,
        cause=cause,
        order=order,
        item=item,
        device=_devices(settings, people, person, slot, chunk_number=chunk_number, rates=rates),
        is_app=is_app,
        traffic=traffic,
        ad=ad,
        newsletter=newsletter,
        known_from_start=known,
        identifies=identifies,
        is_guest_checkout=guest,
    )


def _look_instants(
    settings: WorldSettings,
    people: People,
    orders: Orders,
    looked: IntArray,
    rng: np.random.Generator,
) -> IntArray:
    """Look around hours or days before the order, never before arrival."""
    ahead = (rng.exponential(1.5, len(looked)) * MS_PER_DAY).astype(np.int64) + MS_PER_HOUR
    earliest = np.maximum(people.arrived_ms[orders.person[looked]], settings.start_ms)
    return np.asarray(np.maximum(orders.ordered_ms[looked] - ahead, earliest), dtype=np.int64)


def _browsing(
    settings: WorldSettings,
    people: People,
    calendar: Calendar,
    expected: float,
    rng: np.random.Generator,
) -> tuple[IntArray, IntArray]:
    """Draw plain visits: who buys more looks more; nobody visits after dropout."""
    begin = np.maximum(people.arrived_ms, settings.start_ms)
    finish = np.clip(people.dropout_ms, begin, settings.end_ms)
    low = calendar.intensity(people.weekend_shopper, begin)
    high = calendar.intensity(people.weekend_shopper, finish)
    keenness = np.exp(rng.normal(0.0, 0.7, len(people))) * np.sqrt(people.rate) * (high - low)
    count = rng.poisson(expected * keenness / max(keenness.sum(), 1e-12))
    person = np.repeat(np.arange(len(people)), count)
    reached = low[person] + rng.random(len(person)) * (high - low)[person]
    day = calendar.day_of(people.weekend_shopper[person], reached)
    at = instants_of_habit(people, person, day, calendar, rng)
    return person, np.clip(at, begin[person] + 1, settings.end_ms - MS_PER_HOUR)


def _slots(
    people: People, person: IntArray, rng: np.random.Generator
) -> tuple[IntArray, BoolArray]:
    """Choose one of the person's own devices: the app by habit, the first cookie most often."""
    is_app = people.has_app[person] & (rng.random(len(person)) < APP_HABIT)
    cookie = (rng.random(len(person)) ** 1.6 * people.cookies[person]).astype(np.int64)
    return np.where(is_app, APP_SLOT, cookie), is_app


def _devices(
    settings: WorldSettings,
    people: People,
    person: IntArray,
    slot: IntArray,
    *,
    chunk_number: int,
    rates: FaultRates,
) -> IntArray:
    """Give the numbers of the devices used; some are another person's, or nobody's own."""
    rng = settings.stream("shared devices", chunk_number)
    is_web = slot != APP_SLOT
    own = people.number[person] * SLOTS_PER_PERSON + slot
    family = people.number[people.household_first[person]] * SLOTS_PER_PERSON
    can_borrow = is_web & (people.household_size[person] > 1)
    device = shared_devices(own, family, can_borrow, rates.shared_devices, rng)
    # Numbers from here on belong to no person's slots.
    first_kiosk = settings.people * SLOTS_PER_PERSON
    return public_kiosks(device, is_web, first_kiosk, chunk_number, rate=rates.kiosks, rng=rng)


def _traffic(
    cause: IntArray, is_app: BoolArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Draw the traffic source of each session, and the ad clicked."""
    draw = rng.random(len(cause))
    tables = (BROWSE_TRAFFIC, ORDER_TRAFFIC, APP_TRAFFIC)
    browse, order, app = (
        np.minimum(np.searchsorted(np.cumsum(shares), draw), len(shares) - 1) for shares in tables
    )
    traffic = np.where(is_app, app, np.where(cause == ORDER, order, browse))
    traffic = np.where(cause == NEWSLETTER, EMAIL, traffic)
    ad = np.full(len(cause), -1, dtype=np.int64)
    for source in (PAID_SEARCH, PAID_SOCIAL):
        of_source = np.array([place for place, one in enumerate(ADS) if one.source == source])
        shares = np.array([ADS[place].click_share for place in of_source])
        visits = np.flatnonzero(traffic == source)
        ad[visits] = rng.choice(of_source, size=len(visits), p=shares / shares.sum())
    return traffic.astype(np.int64), ad


def _logins(
    has_account: BoolArray,
    guest: BoolArray,
    cause: IntArray,
    is_app: BoolArray,
    rng: np.random.Generator,
) -> tuple[BoolArray, BoolArray]:
    """Draw whether a session starts logged in, and whether it identifies the person on the way."""
    n = len(cause)
    buys = cause == ORDER
    remembered = rng.random(n) < np.where(is_app, 0.8, np.where(buys, 0.4, 0.3))
    known = has_account & remembered & ~guest & (cause != SIGN_UP)
    leaves_address = guest & (rng.random(n) < 0.5)
    logs_in = has_account & ~known & ~guest & (buys | (rng.random(n) < 0.1))
    return known, leaves_address | logs_in | (cause == SIGN_UP)


def owners_of_devices(sessions: Sessions) -> tuple[IntArray, IntArray]:
    """Find (device, person): who has most sessions on it; ties go to the earlier person."""
    used = np.stack([sessions.device, sessions.person], axis=1)
    pairs, times = np.unique(used, axis=0, return_counts=True)
    order = np.lexsort((pairs[:, 1], -times, pairs[:, 0]))
    devices, first = np.unique(pairs[order, 0], return_index=True)
    return devices, pairs[order, 1][first]
