"""Daily reports of two ad platforms, each in its own currency, time zone and notation.

Clicks are the visits seen on the site plus those that were not tracked. What ads truly cause is
not built in: see the place kept for channel effects in ``dmp.simulate.world``.
"""

from __future__ import annotations

import numpy as np

from dmp.simulate import text
from dmp.simulate.batch import Batch, batch
from dmp.simulate.chronicle import Chronicle
from dmp.simulate.reference.campaigns import ADS, PAID_SEARCH, PAID_SOCIAL
from dmp.simulate.reference.places import COUNTRIES
from dmp.simulate.sessions import ORDER
from dmp.simulate.settings import MS_PER_DAY, MS_PER_HOUR, FloatArray, IntArray, WorldSettings
from dmp.simulate.sources.finance import rates_to_euro

#: Standard time of each platform's account: America/New_York and Europe/Berlin.
_OFFSET_HOURS = {PAID_SEARCH: -5, PAID_SOCIAL: 1}
UNTRACKED_CLICKS = 0.35


class AdTally:
    """Visits, orders and order value per ad and day of the platform's own calendar."""

    def __init__(self, settings: WorldSettings) -> None:
        self._settings = settings
        shape = (len(ADS), settings.days)
        self.visits: FloatArray = np.zeros(shape)
        self.orders: FloatArray = np.zeros(shape)
        self.value: FloatArray = np.zeros(shape)  # in the account's currency

    def add(self, chronicle: Chronicle) -> None:
        """Count the sessions of a chunk that came from an ad."""
        sessions = chronicle.sessions
        from_ad = np.flatnonzero(sessions.ad >= 0)
        ad = sessions.ad[from_ad]
        offset = np.array([_OFFSET_HOURS[a.source] for a in ADS])[ad] * MS_PER_HOUR
        day = (sessions.start_ms[from_ad] + offset - self._settings.start_ms) // MS_PER_DAY
        inside = (day >= 0) & (day < self._settings.days)
        from_ad, ad, day = from_ad[inside], ad[inside], day[inside]
        np.add.at(self.visits, (ad, day), 1.0)
        buys = sessions.cause[from_ad] == ORDER
        order = sessions.order[from_ad[buys]]
        np.add.at(self.orders, (ad[buys], day[buys]), 1.0)
        euro = rates_to_euro(self._settings)
        bought = np.array([euro[c.currency][0] for c in COUNTRIES])[
            chronicle.amounts.currency[order]
        ]
        account = np.array([euro[a.currency][0] for a in ADS])[ad[buys]]
        worth = chronicle.amounts.gross[order] * bought / account
        np.add.at(self.value, (ad[buys], day[buys]), worth)

    def batches(self) -> list[Batch]:
        """Export ``ads/search_daily`` and ``ads/social_daily`` of the whole window."""
        rng = self._settings.stream("ads")
        background = rng.poisson(0.6, self.visits.shape)
        clicks = self.visits + rng.poisson(self.visits * UNTRACKED_CLICKS) + background
        rate = np.array([a.click_rate for a in ADS])[:, None]
        shown = (clicks / (rate * np.exp(rng.normal(0.0, 0.2, clicks.shape)))).astype(np.int64)
        impressions = np.maximum(shown, clicks.astype(np.int64)) + rng.poisson(8.0, clicks.shape)
        price = np.array([a.cost_per_click for a in ADS])[:, None]
        cost = clicks * price * np.exp(rng.normal(0.0, 0.15, clicks.shape))
        return [
            self._search(clicks, impressions, cost),
            self._social(clicks, impressions, cost),
        ]

    def _grid(self, source: int) -> tuple[IntArray, IntArray, IntArray]:
        """List (ad, day of the window, instant of export) for every ad of a platform."""
        ads = np.array([k for k, ad in enumerate(ADS) if ad.source == source])
        ad = np.tile(ads, self._settings.days)
        day = np.repeat(np.arange(self._settings.days), len(ads))
        known = self._settings.start_ms + (day + 1) * MS_PER_DAY + 3 * MS_PER_HOUR
        return ad, day, known

    def _search(self, clicks: FloatArray, impressions: IntArray, cost: FloatArray) -> Batch:
        ad, day, known = self._grid(PAID_SEARCH)
        columns = {
            "date": text.day(self._settings.start_ms // MS_PER_DAY + day),
            "account_id": text.pick([a.account_id for a in ADS], ad),
            "account_time_zone": text.constant("America/New_York", len(ad)),
            "campaign_id": text.pick([a.campaign_id for a in ADS], ad),
            "campaign_name": text.pick([a.campaign_name for a in ADS], ad),
            "ad_group_id": text.pick([a.group_id for a in ADS], ad),
            "ad_group_name": text.pick([a.group_name for a in ADS], ad),
            "ad_id": text.pick([a.ad_id for a in ADS], ad),
            "impressions": text.integer(impressions[ad, day]),
            "clicks": text.integer(clicks[ad, day].astype(np.int64)),
            "cost_micros": text.integer((cost[ad, day] * 100).astype(np.int64) * 10_000),
            "currency": text.pick([a.currency for a in ADS], ad),
            "conversions": text.number(self.orders[ad, day], 1),
            "conversions_value": text.amount(self.value[ad, day]),
        }
        return batch("ads/search_daily", known, columns)

    def _social(self, clicks: FloatArray, impressions: IntArray, cost: FloatArray) -> Batch:
        ad, day, known = self._grid(PAID_SOCIAL)
        columns = {
            "date_start": text.day(self._settings.start_ms // MS_PER_DAY + day),
            "account_id": text.pick([a.account_id for a in ADS], ad),
            "timezone_name": text.constant("Europe/Berlin", len(ad)),
            "campaign_id": text.pick([a.campaign_id for a in ADS], ad),
            "campaign_name": text.pick([a.campaign_name for a in ADS], ad),
            "adset_id": text.pick([a.group_id for a in ADS], ad),
            "adset_name": text.pick([a.group_name for a in ADS], ad),
            "ad_id": text.pick([a.ad_id for a in ADS], ad),
            "ad_name": text.pick([a.ad_name for a in ADS], ad),
            "impressions": text.integer(impressions[ad, day]),
            "clicks": text.integer(clicks[ad, day].astype(np.int64)),
            "spend": text.amount(cost[ad, day]),
            "account_currency": text.pick([a.currency for a in ADS], ad),
            "purchases": text.integer(self.orders[ad, day].astype(np.int64)),
            "purchase_value": text.amount(self.value[ad, day]),
        }
        return batch("ads/social_daily", known, columns)
