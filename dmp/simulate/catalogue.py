"""Products: category, brand, Zipf appeal, price, launch, and words that reflect them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dmp.simulate import text
from dmp.simulate.reference.goods import ADJECTIVES, BRANDS, CATEGORIES, SIZES
from dmp.simulate.settings import MS_PER_DAY, BoolArray, FloatArray, IntArray, WorldSettings

PRODUCTS_PER_CATEGORY = 22
#: Within a category the k-th most liked product has appeal k ** -ZIPF_EXPONENT.
ZIPF_EXPONENT = 0.8
NEW_SHARE = 0.08
REPRICED_SHARE = 0.25


@dataclass(frozen=True)
class Catalogue:
    """Arrays over the products."""

    product_id: pd.Series
    name: pd.Series
    description: pd.Series
    category: IntArray
    brand: IntArray
    appeal: FloatArray  # sums to 1
    price: FloatArray  # EUR
    refill_days: IntArray  # 0: durable
    launched_ms: IntArray
    later_price: FloatArray  # from repriced_ms on
    repriced_ms: IntArray

    def __len__(self) -> int:
        return len(self.category)

    @property
    def is_consumable(self) -> BoolArray:
        """Whether people come back for it, per product."""
        return self.refill_days > 0


def make_catalogue(settings: WorldSettings) -> Catalogue:
    """Draw the products; a small share is launched within the last 120 days."""
    rng = settings.stream("catalogue")
    per = PRODUCTS_PER_CATEGORY
    category = np.repeat(np.arange(len(CATEGORIES)), per)
    n = len(category)
    brands_of = [
        np.array([b for b, (_, served) in enumerate(BRANDS) if c in served])
        for c in range(len(CATEGORIES))
    ]
    brand = np.concatenate([rng.choice(brands, size=per) for brands in brands_of])
    # Category, noun and brand leave several products alike; adjective and size, walked through
    # in order, tell them apart.
    place = np.tile(np.arange(per), len(CATEGORIES))
    noun = text.pick([word for c in CATEGORIES for word in c.nouns], category * 6 + place % 6)
    adjective = text.pick(ADJECTIVES, (place // 6 + 4 * (place % 3) + rng.integers(0, 2)) % 12)
    size = text.pick(SIZES, rng.integers(0, len(SIZES), n))
    brand_name = text.pick([name for name, _ in BRANDS], brand)
    path = text.pick([c.path for c in CATEGORIES], category)
    purpose = text.pick([c.purpose for c in CATEGORIES], category)
    low = np.array([c.low_price for c in CATEGORIES])[category]
    high = np.array([c.high_price for c in CATEGORIES])[category]
    price = np.floor(low + (high - low) * rng.random(n) ** 2) + 0.99
    rank = np.concatenate([rng.permutation(per) for _ in CATEGORIES])
    popularity = np.array([c.popularity for c in CATEGORIES])[category]
    appeal = popularity * (1.0 + rank) ** -ZIPF_EXPONENT
    is_new = rng.random(n) < NEW_SHARE
    span = min(120, settings.days // 3) * MS_PER_DAY
    launched = settings.end_ms - (rng.random(n) * span).astype(np.int64)
    repriced = rng.random(n) < REPRICED_SHARE
    factor = rng.choice((0.85, 0.9, 1.1, 1.2), size=n)
    window = settings.end_ms - settings.start_ms
    return Catalogue(
        product_id="SKU-" + text.decimal(text.shuffle_decimal(np.arange(n), 17, 10_000), 4),
        name=brand_name + " " + adjective + " " + noun + ", " + size,
        description=adjective
        + " "
        + noun.str.lower()
        + " by "
        + brand_name
        + " "
        + purpose
        + ". Part of our range "
        + path.str.replace(" > ", ": ", regex=False)
        + ".",
        category=category,
        brand=brand,
        appeal=appeal / appeal.sum(),
        price=price,
        refill_days=np.array([c.refill_days for c in CATEGORIES])[category],
        launched_ms=np.where(is_new, launched, settings.start_ms - 200 * MS_PER_DAY),
        later_price=np.where(repriced, np.maximum(np.floor(price * factor) + 0.49, 0.49), price),
        repriced_ms=settings.start_ms + (rng.random(n) * window).astype(np.int64),
    )
