"""How people are written down differently: nicknames, typing errors, spelling of contacts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.simulate import text
from dmp.simulate.reference.names import NICKNAMES
from dmp.simulate.settings import BoolArray, IntArray

#: Latest place of a typing error; names are mostly shorter, longer texts err near their start.
_LAST_PLACE = 9


def chosen(n: int, rate: float, rng: np.random.Generator) -> BoolArray:
    """Draw which of n things a fault hits.

    Always draws n numbers, so another rate moves nothing else in the stream.
    """
    return rng.random(n) < rate


def nicknames(given: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Write some given names as their nickname, where there is one."""
    short = given.map(NICKNAMES).astype(text.STR)
    return text.where(chosen(len(given), rate, rng) & text.present(short), short, given)


def typing_errors(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Let some values lose a letter, double one, or swap two; the first letter stays."""
    hit = chosen(len(values), rate, rng)
    length = values.str.len().fillna(0).to_numpy(dtype=np.int64)
    place = 1 + (rng.random(len(values)) * (np.minimum(length, _LAST_PLACE + 2) - 2)).astype(
        np.int64
    )
    kind = rng.integers(0, 3, len(values))
    hit &= length >= 4
    result = values
    for at in np.unique(place[hit]):
        head, one = values.str.slice(0, at), values.str.slice(at, at + 1)
        two, tail = values.str.slice(at + 1, at + 2), values.str.slice(at + 2)
        here = hit & (place == at)
        result = text.where(here & (kind == 0), head + two + tail, result)
        result = text.where(here & (kind == 1), head + one + one + two + tail, result)
        result = text.where(here & (kind == 2), head + two + one + tail, result)
    return result


def email_typing_errors(emails: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Plant typing errors before the @; the domain stays reserved."""
    hit = chosen(len(emails), rate, rng)
    parts = emails.str.split("@", n=1, expand=True)
    if parts.shape[1] < 2:
        return emails
    local = typing_errors(parts[0].astype(text.STR), 1.0, rng)
    return text.where(hit & text.present(emails), local + "@" + parts[1], emails)


def shared_mailboxes(
    people_email: pd.Series,
    family_mailbox: pd.Series,
    household_size: IntArray,
    rate: float,
    rng: np.random.Generator,
) -> pd.Series:
    """Let some people in households of two or more use the household's mailbox as theirs."""
    shares = chosen(len(people_email), rate, rng) & (household_size > 1)
    return text.where(shares, family_mailbox, people_email)


def shared_landlines(
    mobile: IntArray,
    landline: IntArray,
    household_size: IntArray,
    gives_landline: BoolArray,
) -> IntArray:
    """Choose the household's landline for people who give it, where there is one."""
    return np.where(gives_landline & (household_size > 1) & (landline >= 0), landline, mobile)
