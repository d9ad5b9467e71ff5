"""Orders and their lines: a gamma-Poisson process with exponential dropout, and refills.

Orders of person u come as a Poisson process of rate ``People.rate`` while u is alive, stretched by
a mild season and by the weekday habit. A person's staples fall due at regular intervals and join
the next order; other lines follow the person's taste.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dmp.simulate.catalogue import Catalogue
from dmp.simulate.people import People
from dmp.simulate.reference.places import COUNTRIES
from dmp.simulate.settings import (
    MS_PER_DAY,
    MS_PER_HOUR,
    BoolArray,
    FloatArray,
    IntArray,
    WorldSettings,
)
from dmp.simulate.tastes import Tastes, draw_rows

MEAN_STAPLES = 0.9
MEAN_EXTRA_LINES = 1.1
DURABLE_AGAIN = 0.15
GUEST_ORDER_SHARE = 0.06


@dataclass(frozen=True)
class Orders:
    """Orders of a chunk in order of time within person, and their lines.

    ``line_order`` is the position of a line's order; lines are sorted by order.
    """

    person: IntArray  # position in the chunk
    ordered_ms: IntArray
    is_guest: BoolArray  # no customer account used
    line_order: IntArray
    line_item: IntArray
    line_quantity: IntArray

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True)
class Calendar:
    """Cumulative intensity of shopping per day, for weekday and weekend shoppers; mean 1 a day."""

    cumulative: FloatArray  # (2, days + 1)
    start_ms: int

    def intensity(self, weekend: BoolArray, at_ms: IntArray) -> FloatArray:
        """Read the cumulative intensity at an instant, clipped to the window."""
        days = self.cumulative.shape[1] - 1
        at = np.clip((at_ms - self.start_ms) / MS_PER_DAY, 0.0, float(days))
        grid = np.arange(days + 1, dtype=np.float64)
        early, late = (np.interp(at, grid, self.cumulative[k]) for k in (0, 1))
        return np.asarray(np.where(weekend, late, early), dtype=np.float64)

    def day_of(self, weekend: BoolArray, intensity: FloatArray) -> IntArray:
        """Find the day of the window (0-based) at which a cumulative intensity is reached."""
        days = self.cumulative.shape[1] - 1
        found = [np.searchsorted(self.cumulative[k], intensity, side="right") - 1 for k in (0, 1)]
        day = np.clip(np.where(weekend, found[1], found[0]), 0, days - 1)
        return np.asarray(day, dtype=np.int64)


def make_calendar(settings: WorldSettings) -> Calendar:
    """Make a mild yearly wave with its top in November, and two kinds of week."""
    first = settings.start.toordinal()
    ordinal = np.arange(first, first + settings.days)
    weekday = (ordinal + 6) % 7  # Monday 0
    day_of_year = ordinal % 365.25
    season = 1.0 + 0.12 * np.cos(2 * np.pi * (day_of_year - 330.0) / 365.25)
    rows = []
    for weekend_factor in (0.7, 2.2):
        weight = season * np.where(weekday >= 5, weekend_factor, 1.0)
        rows.append(np.concatenate([[0.0], np.cumsum(weight / weight.mean())]))
    return Calendar(cumulative=np.array(rows), start_ms=settings.start_ms)


def instants_of_habit(
    people: People, person: IntArray, day: IntArray, calendar: Calendar, rng: np.random.Generator
) -> IntArray:
    """Draw instants on given days of the window around the person's usual local hour, in UTC.

    Local time is standard time all year: habits need no summer time.
    """
    hour = people.usual_hour[person] + rng.normal(0.0, 1.8, len(person))
    offset = np.array([c.utc_offset_hours for c in COUNTRIES])[people.country[person]]
    within = ((hour - offset) % 24.0 * MS_PER_HOUR).astype(np.int64)
    return np.asarray(calendar.start_ms + day * MS_PER_DAY + within, dtype=np.int64)


def make_orders(
    settings: WorldSettings,
    people: People,
    tastes: Tastes,
    catalogue: Catalogue,
    calendar: Calendar,
    *,
    chunk_number: int,
) -> Orders:
    """Draw all orders of a chunk within the window."""
    rng = settings.stream("orders", chunk_number)
    begin = np.maximum(people.arrived_ms, settings.start_ms)
    finish = np.minimum(people.dropout_ms, settings.end_ms)
    low = calendar.intensity(people.weekend_shopper, begin)
    high = np.maximum(calendar.intensity(people.weekend_shopper, finish), low)
    count = rng.poisson(people.rate * (high - low))
    person = np.repeat(np.arange(len(people)), count)
    reached = low[person] + rng.random(len(person)) * (high - low)[person]
    day = calendar.day_of(people.weekend_shopper[person], reached)
    ordered = instants_of_habit(people, person, day, calendar, rng)
    ordered = np.clip(ordered, begin[person] + MS_PER_HOUR, settings.end_ms - 1)
    order = np.lexsort((ordered, person))
    person, ordered = person[order], ordered[order]

    refill_order, refill_item = _refills(
        settings, people, tastes, catalogue, person, ordered_ms=ordered, rng=rng
    )
    has_refill = np.zeros(len(person), dtype=np.bool_)
    has_refill[refill_order] = True
    fresh = np.where(has_refill & (rng.random(len(person)) < 0.3), 0, 1)
    fresh = fresh + rng.poisson(MEAN_EXTRA_LINES, len(person))
    fresh_order = np.repeat(np.arange(len(person)), fresh)
    fresh_item = draw_available(tastes, catalogue, person[fresh_order], ordered[fresh_order], rng)

    line_order = np.concatenate([refill_order, fresh_order])
    line_item = np.concatenate([refill_item, fresh_item])
    keep = _sensible(catalogue, person, line_order, line_item, rng)
    line_order, line_item = line_order[keep], line_item[keep]
    sort = np.lexsort((line_item, line_order))
    several = rng.random(len(sort)) < np.where(catalogue.is_consumable[line_item], 0.3, 0.05)
    quantity = np.where(several, rng.integers(2, 5, len(sort)), 1)
    return Orders(
        person=person,
        ordered_ms=ordered,
        is_guest=~people.has_account[person] | (rng.random(len(person)) < GUEST_ORDER_SHARE),
        line_order=line_order[sort],
        line_item=line_item[sort],
        line_quantity=quantity[sort].astype(np.int64),
    )


def draw_available(
    tastes: Tastes,
    catalogue: Catalogue,
    person: IntArray,
    at_ms: IntArray,
    rng: np.random.Generator,
) -> IntArray:
    """Draw items by taste that were on sale: a draw too early is drawn again from old ones."""
    item = tastes.draw(person, rng)
    early = np.flatnonzero(catalogue.launched_ms[item] > at_ms)
    old = tastes.chance * (catalogue.launched_ms == catalogue.launched_ms.min())
    item[early] = draw_rows(old, person[early], rng)
    return item


def _refills(
    settings: WorldSettings,
    people: People,
    tastes: Tastes,
    catalogue: Catalogue,
    order_person: IntArray,
    *,
    ordered_ms: IntArray,
    rng: np.random.Generator,
) -> tuple[IntArray, IntArray]:
    """Put staples that fell due into the person's next order: (order, item), no pair twice."""
    count = np.minimum(rng.poisson(MEAN_STAPLES, len(people)), 4)
    holder = np.repeat(np.arange(len(people)), count)
    old = catalogue.launched_ms == catalogue.launched_ms.min()
    item = draw_rows(tastes.chance * (catalogue.is_consumable & old), holder, rng)
    interval = catalogue.refill_days[item] * np.exp(rng.normal(0.0, 0.25, len(item)))
    begin = np.maximum(people.arrived_ms, settings.start_ms)[holder]
    times = int(settings.days / max(1.0, interval.min(initial=60.0))) + 1
    step = np.arange(times) + rng.random((len(item), 1)) + rng.normal(0.0, 0.1, (len(item), times))
    due = begin[:, None] + (np.maximum(step, 0.0) * interval[:, None] * MS_PER_DAY).astype(np.int64)
    row, column = np.nonzero(due < np.minimum(people.dropout_ms, settings.end_ms)[holder][:, None])

    span = settings.end_ms - settings.start_ms + 1
    order_key = order_person * span + (ordered_ms - settings.start_ms)
    due_key = holder[row] * span + (due[row, column] - settings.start_ms)
    following = np.searchsorted(order_key, due_key)
    exists = following < len(order_person)
    following, row = following[exists], row[exists]
    own = order_person[following] == holder[row]
    pairs = np.unique(np.stack([following[own], item[row[own]]], axis=1), axis=0)
    return pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)


def _sensible(
    catalogue: Catalogue,
    order_person: IntArray,
    line_order: IntArray,
    line_item: IntArray,
    rng: np.random.Generator,
) -> IntArray:
    """Choose the lines to keep: an item once per order, a durable rarely twice per person.

    An order never loses its last line.
    """
    sort = np.lexsort((line_item, line_order))
    order, item = line_order[sort], line_item[sort]
    repeated = np.zeros(len(sort), dtype=np.bool_)
    repeated[1:] = (order[1:] == order[:-1]) & (item[1:] == item[:-1])
    sort = sort[~repeated]
    order, item = line_order[sort], line_item[sort]

    by_buyer = np.lexsort((order, item, order_person[order]))
    buyer = order_person[order][by_buyer]
    bought = item[by_buyer]
    again = np.zeros(len(sort), dtype=np.bool_)
    again[by_buyer[1:]] = (buyer[1:] == buyer[:-1]) & (bought[1:] == bought[:-1])
    drop = again & ~catalogue.is_consumable[item] & (rng.random(len(sort)) > DURABLE_AGAIN)
    first_of_order = np.ones(len(sort), dtype=np.bool_)
    first_of_order[1:] = order[1:] != order[:-1]
    remaining = np.bincount(order[~drop], minlength=len(order_person))
    drop &= ~(first_of_order & (remaining[order] == 0))
    return np.sort(sort[~drop])


def alive(people: People, person: IntArray, at_ms: IntArray) -> BoolArray:
    """Tell whether the person has arrived and not dropped out."""
    arrived = at_ms >= people.arrived_ms[person]
    return np.asarray(arrived & (at_ms < people.dropout_ms[person]), dtype=np.bool_)
