"""Exchange rates of every day; weekends repeat Friday, as published rates do."""

from __future__ import annotations

import numpy as np

from dmp.simulate import text
from dmp.simulate.batch import Batch, batch, concatenate
from dmp.simulate.settings import MS_PER_DAY, MS_PER_HOUR, FloatArray, WorldSettings

#: Units of EUR for one unit of the currency at the start.
OPENING_RATES = {"EUR": 1.0, "GBP": 1.17, "USD": 0.91, "CHF": 1.05}
DAYS_AHEAD = 14
DAILY_VOLATILITY = 0.004


def rates_to_euro(settings: WorldSettings) -> dict[str, FloatArray]:
    """Draw rates per currency and day, from ``DAYS_AHEAD`` days before the window on."""
    rng = settings.stream("exchange rates")
    n = DAYS_AHEAD + settings.days + 1
    first = settings.start.toordinal() - DAYS_AHEAD
    weekday = (first + np.arange(n) + 6) % 7
    friday = np.arange(n) - np.where(weekday >= 5, weekday - 4, 0)
    rates = {}
    for currency, opening in OPENING_RATES.items():
        steps = rng.normal(0.0, DAILY_VOLATILITY if currency != "EUR" else 0.0, n)
        walk = opening * np.exp(np.cumsum(steps))
        rates[currency] = np.round(walk[np.maximum(friday, 0)], 6)
    return rates


def finance_batch(settings: WorldSettings) -> Batch:
    """Export ``finance/exchange_rates``."""
    first = settings.start_ms // MS_PER_DAY - DAYS_AHEAD
    batches = []
    for currency, rates in rates_to_euro(settings).items():
        day = first + np.arange(len(rates))
        columns = {
            "rate_date": text.day(day),
            "currency": text.constant(currency, len(day)),
            "rate_to_reporting": text.number(rates, 6),
        }
        batches.append(batch("finance/exchange_rates", day * MS_PER_DAY + MS_PER_HOUR, columns))
    return concatenate(batches)
