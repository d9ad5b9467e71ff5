"""Phone numbers from the ranges reserved for fiction, unique per holder while the range lasts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.simulate import text
from dmp.simulate.reference.places import COUNTRIES
from dmp.simulate.settings import IntArray

NO_PHONE = -1


def numbers(
    ranges_of: tuple[tuple[tuple[str, int], ...], ...], country: IntArray, slot: IntArray
) -> IntArray:
    """Hand out national numbers without trunk prefix, shape (n,).

    ``NO_PHONE`` when a country's range is used up.

    Parameters
    ----------
    ranges_of
        Per country the reserved (prefix, free digits) ranges.
    country
        Index into COUNTRIES, shape (n,).
    slot
        Number of the holder within the country, shape (n,); distinct slots give distinct numbers,
        negative ones none.
    """
    found = np.full(len(country), NO_PHONE, dtype=np.int64)
    for index, ranges in enumerate(ranges_of):
        if not ranges:
            continue
        sizes = np.array([10**digits for _, digits in ranges], dtype=np.int64)
        prefixes = np.array([int(prefix) for prefix, _ in ranges], dtype=np.int64)
        first = np.concatenate([[0], np.cumsum(sizes)])
        holders = np.flatnonzero((country == index) & (slot >= 0) & (slot < first[-1]))
        place = text.shuffle_decimal(slot[holders], salt=index, modulus=int(first[-1]))
        which = np.searchsorted(first, place, side="right") - 1
        found[holders] = prefixes[which] * sizes[which] + place - first[which]
    return found


MOBILE = tuple(country.mobile for country in COUNTRIES)
LANDLINE = tuple(country.landline for country in COUNTRIES)


def international(country: IntArray, number: IntArray) -> pd.Series:
    """Write E.164 (``+4915228817386``); missing for ``NO_PHONE``."""
    dial = text.pick(["+" + c.dial for c in COUNTRIES], country)
    return text.only(dial + text.integer(number), number != NO_PHONE)


def local(country: IntArray, number: IntArray) -> pd.Series:
    """Write it as at home (``0152 28817386``); missing for ``NO_PHONE``."""
    digits = text.pick([c.trunk for c in COUNTRIES], country) + text.integer(number)
    spaced = digits.str.slice(0, 4) + " " + digits.str.slice(4)
    return text.only(pd.Series(spaced), number != NO_PHONE)


def dialled(country: IntArray, number: IntArray) -> pd.Series:
    """Write it with international prefix and punctuation (``0049 (152) 28817-386``)."""
    digits = text.integer(number)
    start = text.pick(["00" + c.dial for c in COUNTRIES], country) + " (" + digits.str.slice(0, 3)
    spaced = start + ") " + digits.str.slice(3, -3) + "-" + digits.str.slice(-3)
    return text.only(pd.Series(spaced), number != NO_PHONE)
