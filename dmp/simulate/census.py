"""Who lives with whom and where: the few facts that must be known about all people at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dmp.simulate.reference.places import COUNTRIES
from dmp.simulate.settings import IntArray, WorldSettings

HOUSEHOLD_SIZES = (0.45, 0.33, 0.14, 0.08)


@dataclass(frozen=True)
class Census:
    """Households and countries; arrays over people unless said otherwise.

    A few integers per person, so it stays small even for millions of people.
    """

    household: IntArray
    country: IntArray
    rank_in_country: IntArray
    household_rank_in_country: IntArray
    people_in_country: IntArray  # per country
    household_starts: IntArray  # per household: its first person


def take_census(settings: WorldSettings) -> Census:
    """Draw household sizes and countries for everyone."""
    rng = settings.stream("census")
    n = settings.people
    sizes = 1 + rng.choice(len(HOUSEHOLD_SIZES), size=n, p=HOUSEHOLD_SIZES)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    starts = starts[starts < n]
    household = np.searchsorted(starts, np.arange(n), side="right") - 1
    shares = np.array([c.share for c in COUNTRIES])
    home = rng.choice(len(COUNTRIES), size=len(starts), p=shares / shares.sum())
    country = home[household]
    return Census(
        household=household.astype(np.int64),
        country=country.astype(np.int64),
        rank_in_country=_rank_within(country),
        household_rank_in_country=_rank_within(home)[household],
        people_in_country=np.bincount(country, minlength=len(COUNTRIES)).astype(np.int64),
        household_starts=starts.astype(np.int64),
    )


def _rank_within(group: IntArray) -> IntArray:
    """Count the earlier elements of the same group, shape (n,)."""
    order = np.argsort(group, kind="stable")
    counts = np.bincount(group)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - first[group[order]]
    return rank
