"""How many events a write key may send."""

from __future__ import annotations

import math
from collections.abc import Callable

from dmp.collect.refusal import Refusal

_SECONDS_AT_ONCE = 2.0


class Bucket:
    """A token bucket: it fills with `rate` events a second up to those of two seconds.

    A request that is larger than the bucket is let through when the bucket is full, and paid for
    afterwards; else it could never pass.
    """

    def __init__(self, rate: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._most = rate * _SECONDS_AT_ONCE
        self._events = self._most
        self._seen_at = clock()

    def take(self, n_events: int) -> None:
        """Take so many events out.

        Raises
        ------
        Refusal
            They are too many for now; it says when they would pass.
        """
        now = self._clock()
        self._events = min(self._most, self._events + (now - self._seen_at) * self._rate)
        self._seen_at = now
        lacking = min(n_events, self._most) - self._events
        if lacking > 0:
            wait = max(1, math.ceil(lacking / self._rate))
            raise Refusal(
                429,
                "too_many_events",
                f"This write key may send {self._rate:g} events a second: send again in {wait} s.",
                retry_after=wait,
            )
        self._events -= n_events
