"""Where visits come from: ads of two platforms, partner links, newsletters."""

from __future__ import annotations

from dataclasses import dataclass

SHOP_URL = "https://shop.example"
SEARCH_ENGINE = "https://search.example/"
PARTNER_BLOG = "https://blog.example/favourites"
SOCIAL_SITE = "https://social.example/"

#: Traffic sources of a session, in the order of their codes.
DIRECT, ORGANIC, PAID_SEARCH, PAID_SOCIAL, EMAIL, PARTNER = range(6)


@dataclass(frozen=True)
class Ad:
    """One ad of a platform, with the daily auction it takes part in.

    ``click_share`` is its share of the platform's visits; ``cost_per_click`` is in ``currency``.
    """

    source: int
    account_id: str
    currency: str
    campaign_id: str
    campaign_name: str
    group_id: str
    group_name: str
    ad_id: str
    ad_name: str
    click_share: float
    cost_per_click: float
    click_rate: float


ADS: tuple[Ad, ...] = (
    Ad(PAID_SEARCH, "104-220-7781", "USD", "71001", "brand",
       "72001", "brand exact", "73001", "Shop now", 0.34, 0.28, 0.09),
    Ad(PAID_SEARCH, "104-220-7781", "USD", "71002", "generic-garden",
       "72002", "seeds", "73002", "Seeds from 1.99", 0.16, 0.71, 0.031),
    Ad(PAID_SEARCH, "104-220-7781", "USD", "71002", "generic-garden",
       "72003", "tools", "73003", "Tools that last", 0.10, 0.83, 0.027),
    Ad(PAID_SEARCH, "104-220-7781", "USD", "71003", "generic-kitchen",
       "72004", "coffee", "73004", "Fresh roast", 0.22, 0.66, 0.036),
    Ad(PAID_SEARCH, "104-220-7781", "USD", "71003", "generic-kitchen",
       "72005", "cookware", "73005", "Pans for life", 0.18, 0.94, 0.022),
    Ad(PAID_SOCIAL, "act_5500121", "EUR", "81001", "prospecting-pets",
       "82001", "dog people", "83001", "Bark video", 0.27, 0.52, 0.012),
    Ad(PAID_SOCIAL, "act_5500121", "EUR", "81001", "prospecting-pets",
       "82002", "cat people", "83002", "Purr carousel", 0.21, 0.49, 0.013),
    Ad(PAID_SOCIAL, "act_5500121", "EUR", "81002", "retargeting",
       "82003", "cart leavers", "83003", "Still thinking", 0.22, 0.38, 0.019),
    Ad(PAID_SOCIAL, "act_5500377", "GBP", "81003", "prospecting-sport-uk",
       "82004", "runners", "83004", "Morning run", 0.18, 0.61, 0.010),
    Ad(PAID_SOCIAL, "act_5500377", "GBP", "81003", "prospecting-sport-uk",
       "82005", "yogis", "83005", "Unroll", 0.12, 0.57, 0.011),
)  # fmt: skip

#: Share of each traffic source among sessions (e-mail visits come from clicks instead).
BROWSE_TRAFFIC = (0.42, 0.24, 0.16, 0.12, 0.0, 0.06)
ORDER_TRAFFIC = (0.55, 0.21, 0.14, 0.07, 0.0, 0.03)
APP_TRAFFIC = (0.93, 0.0, 0.0, 0.07, 0.0, 0.0)

#: utm_source and utm_medium per traffic source; empty: no campaign parameters.
UTM_SOURCE = ("", "", "google", "facebook", "newsletter", "partnerblog")
UTM_MEDIUM = ("", "", "cpc", "paid_social", "email", "referral")
REFERRER = ("", SEARCH_ENGINE, SEARCH_ENGINE, SOCIAL_SITE, "", PARTNER_BLOG)
CLICK_ID_KEY = ("", "", "gclid", "fbclid", "", "")
