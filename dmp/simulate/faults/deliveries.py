"""What goes wrong on the way: late, sent twice, exported twice, torn.

Clock skew, once it joins the world, belongs here too.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from dmp.simulate import text
from dmp.simulate.batch import LONG, SHORT, Batch, concatenate
from dmp.simulate.faults.writing import chosen
from dmp.simulate.settings import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, IntArray

WAITS_WEEKS_SHARE = 0.35
MEAN_HOURS_TO_RESEND = 4.0


def late_events(events: Batch, rate: float, last_ms: int, rng: np.random.Generator) -> Batch:
    """Let some events wait on the device, for hours or weeks, before they are sent.

    None arrives after the last delivery at ``last_ms``.
    """
    late = np.flatnonzero(chosen(len(events), rate, rng))
    n = len(late)
    delay = np.where(
        rng.random(n) < WAITS_WEEKS_SHARE,
        rng.integers(2 * MS_PER_DAY, 40 * MS_PER_DAY, n),
        rng.integers(MS_PER_HOUR, 2 * MS_PER_DAY, n),
    )
    return _received(events, late, events.known_ms[late] + delay, last_ms)


def resent_events(events: Batch, rate: float, last_ms: int, rng: np.random.Generator) -> Batch:
    """Send some events a second time: the same id and content, received later."""
    copies = events.take(np.flatnonzero(chosen(len(events), rate, rng)))
    n = len(copies)
    delay = (rng.exponential(MEAN_HOURS_TO_RESEND, n) * MS_PER_HOUR).astype(np.int64)
    received = copies.known_ms + delay + MS_PER_MINUTE
    return concatenate([events, _received(copies, np.arange(n), received, last_ms)])


def _received(events: Batch, positions: IntArray, at_ms: IntArray, last_ms: int) -> Batch:
    """Move sending and receipt at some positions to ``at_ms``, or just before ``last_ms``."""
    latest = np.maximum(events.known_ms[positions], last_ms - MS_PER_MINUTE)
    at_ms = np.minimum(at_ms, latest)
    known = events.known_ms.copy()
    known[positions] = at_ms
    place = np.full(len(events), -1, dtype=np.int64)
    place[positions] = np.arange(len(positions))
    moved = place >= 0
    received = text.where(moved, text.pick(text.instant(at_ms), place), events.rows["received_at"])
    sent = text.where(moved, text.pick(text.instant(at_ms - 80), place), events.rows["sent_at"])
    rows = events.rows.assign(sent_at=sent, received_at=received)
    return Batch(events.table, rows, known, events.damage)


def duplicate_rows(part: Batch, rate: float, rng: np.random.Generator) -> Batch:
    """Put some rows twice into a file, byte for byte, the second time at its end."""
    twice = np.flatnonzero(chosen(len(part), rate, rng))
    return concatenate([part, part.take(twice)]) if len(twice) else part


def redelivered_rows(parts: Sequence[Batch], rate: float, rng: np.random.Generator) -> list[Batch]:
    """Deliver some rows again, unchanged, with the next delivery."""
    result = [parts[0]]
    for earlier, later in itertools.pairwise(parts):
        again = earlier.take(np.flatnonzero(chosen(len(earlier), rate, rng)))
        if len(again) and len(later):
            stamp = text.constant(str(later.rows["_synced_at"].iloc[0]), len(again))
            result.append(concatenate([later, again.with_column("_synced_at", stamp)]))
        else:
            result.append(later)
    return result


def broken_rows(part: Batch, rate: float, rng: np.random.Generator) -> Batch:
    """Let some rows lose their last fields or gain a stray one; JSON documents are cut off."""
    hit = chosen(len(part), rate, rng)
    kind = np.where(rng.random(len(part)) < 0.6, SHORT, LONG)
    damage = np.where(hit, kind, part.damage)
    return Batch(part.table, part.rows, part.known_ms, damage)


def missing_keys(part: Batch, key: str, rate: float, rng: np.random.Generator) -> Batch:
    """Take the key from some rows."""
    hit = chosen(len(part), rate, rng)
    return part.with_column(key, text.only(part.rows[key], ~hit))
