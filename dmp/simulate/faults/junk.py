"""Identifiers that identify nobody, spread over many people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.simulate import text
from dmp.simulate.faults.writing import chosen

JUNK_USER_IDS = ("null", "undefined", "0", "n/a", "anonymous")
JUNK_EMAILS = ("test@example.com", "noreply@shop.example", "null", "n/a", "undefined")
JUNK_PHONES = ("00000000", "0000000000", "0", "n/a")
ZERO_DEVICE_ID = "00000000-0000-0000-0000-000000000000"


def junk_user_ids(user_ids: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Put a word where people who are not logged in have no user id."""
    hit = chosen(len(user_ids), rate, rng) & user_ids.isna().to_numpy()
    return text.where(hit, _any_of(JUNK_USER_IDS, len(user_ids), rng), user_ids)


def junk_emails(emails: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Put placeholders for some addresses."""
    hit = chosen(len(emails), rate, rng) & text.present(emails)
    return text.where(hit, _any_of(JUNK_EMAILS, len(emails), rng), emails)


def junk_phones(phones: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Put placeholders for some phone numbers."""
    hit = chosen(len(phones), rate, rng) & text.present(phones)
    return text.where(hit, _any_of(JUNK_PHONES, len(phones), rng), phones)


def zero_device_ids(device_ids: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Let some installations hide their device id: all zeros on every event of theirs."""
    codes, devices = pd.factorize(device_ids)
    hides = chosen(len(devices), rate, rng)
    return text.where(hides[codes], ZERO_DEVICE_ID, device_ids) if len(devices) else device_ids


def _any_of(words: tuple[str, ...], n: int, rng: np.random.Generator) -> pd.Series:
    return text.pick(words, rng.integers(0, len(words), n))
