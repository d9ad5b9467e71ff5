"""Values that are wrong, odd, missing, or written another way.

Each function takes one column of text and returns it with a share ``rate`` of its present values
changed; missing values stay missing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.simulate import text
from dmp.simulate.faults.writing import chosen
from dmp.simulate.settings import BoolArray

WRONG_TYPES = ("abc", "?", "twelve", "#REF!")
IMPOSSIBLE_DATES = ("31.02.1990", "1990-02-30", "0000-00-00")
IMPOSSIBLE_INSTANTS = ("2026-02-30T12:00:00.000Z", "0000-00-00 00:00:00", "2025-13-01T00:00:00Z")
SPELLINGS_OF_TRUE = ("yes", "Y", "1", "TRUE", "t")
SPELLINGS_OF_FALSE = ("no", "N", "0", "FALSE", "f")
OUTLIER_QUANTITY = "9999"
OUTLIER_AMOUNT = "10000000.00"
UNKNOWN_CURRENCY = "XXX"
UNKNOWN_COUNTRY = "XX"
COUNTRY_SPELLINGS = {
    "DE": ("Deutschland", "Germany", "de", "DEU"),
    "AT": ("Österreich", "Austria", "at", "AUT"),
    "FR": ("France", "Frankreich", "fr", "FRA"),
    "GB": ("UK", "United Kingdom", "Großbritannien", "Great Britain"),
    "US": ("USA", "United States", "us", "Vereinigte Staaten"),
}


def wrong_types(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Put words where a number is expected."""
    return _replaced(values, rate, rng, WRONG_TYPES)


def impossible_dates(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Put days no calendar has."""
    return _replaced(values, rate, rng, IMPOSSIBLE_DATES)


def impossible_instants(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Put instants no clock shows."""
    return _replaced(values, rate, rng, IMPOSSIBLE_INSTANTS)


def other_date_formats(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Write ISO days as ``03.02.1990`` or ``1990/02/03``, German days as ISO."""
    hit = _hits(values, rate, rng)
    is_german = values.str.contains(".", regex=False).fillna(False).to_numpy(dtype=np.bool_)
    year_first = values.str.slice(6) + "-" + values.str.slice(3, 5) + "-" + values.str.slice(0, 2)
    german = values.str.slice(8) + "." + values.str.slice(5, 7) + "." + values.str.slice(0, 4)
    slashed = pd.Series(values.str.replace("-", "/", regex=False))
    iso_other = text.where(rng.random(len(values)) < 0.5, german, slashed)
    return text.where(hit, text.where(is_german, year_first, iso_other), values)


def other_instant_formats(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Write ``2026-03-01 12:00:00`` or ``01.03.2026 12:00:00``, both meant in UTC."""
    hit = _hits(values, rate, rng)
    clock = " " + values.str.slice(11, 19)
    spaced = values.str.slice(0, 10) + clock
    days = values.str.slice(8, 10) + "." + values.str.slice(5, 7) + "." + values.str.slice(0, 4)
    return text.where(hit, text.where(rng.random(len(values)) < 0.5, days + clock, spaced), values)


def decimal_commas(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Write ``12,50``, and ``1.234,50`` from a thousand on."""
    hit = _hits(values, rate, rng) & values.str.contains(".", regex=False).fillna(False).to_numpy(
        dtype=np.bool_
    )
    comma = pd.Series(values.str.replace(".", ",", regex=False))
    grouped = pd.Series(comma.str.replace(r"^(\d{1,3})(\d{3}),", r"\1.\2,", regex=True))
    return text.where(hit, grouped, values)


def mixed_booleans(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Write true and false in other spellings."""
    hit = _hits(values, rate, rng)
    style = rng.integers(0, len(SPELLINGS_OF_TRUE), len(values))
    is_true = (values == "true").to_numpy(dtype=np.bool_)
    other = text.where(
        is_true, text.pick(SPELLINGS_OF_TRUE, style), text.pick(SPELLINGS_OF_FALSE, style)
    )
    return text.where(hit, other, values)


def missing_values(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Leave out what was known."""
    return text.only(values, ~_hits(values, rate, rng))


def stray_spaces(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Put blanks before and after."""
    return text.where(_hits(values, rate, rng), " " + values + "  ", values)


def capital_emails(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Write addresses in capitals."""
    return text.where(_hits(values, rate, rng), pd.Series(values.str.upper()), values)


def outlier_quantities(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Put quantities of somebody who leant on the 9."""
    return _replaced(values, rate, rng, (OUTLIER_QUANTITY,))


def zero_prices(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Sell articles for nothing."""
    return _replaced(values, rate, rng, ("0.00",))


def outlier_amounts(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Put orders of ten million."""
    return _replaced(values, rate, rng, (OUTLIER_AMOUNT,))


def country_spellings(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Write names and other codes for the two-letter code, once in fifty one of no country."""
    hit = _hits(values, rate, rng)
    style = rng.integers(0, 4, len(values))
    unknown = rng.random(len(values)) < 0.02
    codes = list(COUNTRY_SPELLINGS)
    place = pd.Index(codes).get_indexer(pd.Index(values.astype(object)))
    words = [word for code in codes for word in COUNTRY_SPELLINGS[code]]
    other = text.pick(words, np.where(place >= 0, place * 4 + style, -1))
    return text.where(hit, text.where(unknown, UNKNOWN_COUNTRY, other), values)


def currency_spellings(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Write codes in lower case or capitalised."""
    hit = _hits(values, rate, rng)
    lower = rng.random(len(values)) < 0.7
    other = text.where(lower, pd.Series(values.str.lower()), pd.Series(values.str.capitalize()))
    return text.where(hit, other, values)


def unknown_currencies(values: pd.Series, rate: float, rng: np.random.Generator) -> pd.Series:
    """Put the code of no currency."""
    return _replaced(values, rate, rng, (UNKNOWN_CURRENCY,))


def _hits(values: pd.Series, rate: float, rng: np.random.Generator) -> BoolArray:
    return np.asarray(chosen(len(values), rate, rng) & text.present(values), dtype=np.bool_)


def _replaced(
    values: pd.Series, rate: float, rng: np.random.Generator, by: tuple[str, ...]
) -> pd.Series:
    hit = _hits(values, rate, rng)
    return text.where(hit, text.pick(by, rng.integers(0, len(by), len(values))), values)
