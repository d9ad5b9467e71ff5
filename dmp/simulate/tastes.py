"""Latent tastes: what each person likes, and the choice of items that follows from it.

The chance that person u picks item i is proportional to

    appeal(i) * [ (1 - h) * affinity(u, category(i)) + h * popularity(category(i)) ]
              / popularity(category(i)) * exp(style(u) . style(brand(i)))

so popularity matters for everyone, and categories and brands are shared by like-minded people,
which is what collaborative filtering can find.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dmp.simulate.catalogue import Catalogue
from dmp.simulate.reference.goods import BRANDS, CATEGORIES, LIFESTYLES
from dmp.simulate.settings import Chunk, FloatArray, IntArray, WorldSettings

LIFESTYLE_CONCENTRATION = 0.25
PERSONAL_SPREAD = 0.4
HERD = 0.08
STYLE_DIMENSIONS = 2
STYLE_STRENGTH = 1.1


@dataclass(frozen=True)
class Tastes:
    """Tastes of the n people of a chunk.

    Attributes
    ----------
    affinity
        Shape (n, categories), rows sum to 1.
    style
        Shape (n, styles), what draws the person to brands; see `brand_styles`.
    chance
        Shape (n, items), rows sum to 1: which item is picked when any is.
    """

    affinity: FloatArray
    style: FloatArray
    chance: FloatArray

    def draw(self, person: IntArray, rng: np.random.Generator) -> IntArray:
        """Draw one item per entry of ``person``."""
        return draw_rows(self.chance, person, rng)


def make_tastes(settings: WorldSettings, catalogue: Catalogue, chunk: Chunk) -> Tastes:
    """Draw lifestyles, personal spread and brand styles for the people of a chunk."""
    rng = settings.stream("tastes", chunk.number)
    lifestyles = np.array(LIFESTYLES)
    mix = rng.dirichlet(np.full(len(lifestyles), LIFESTYLE_CONCENTRATION), chunk.size)
    spread = np.exp(rng.normal(0.0, PERSONAL_SPREAD, (chunk.size, len(CATEGORIES))))
    affinity = mix @ (lifestyles / lifestyles.sum(axis=1, keepdims=True)) * spread
    affinity /= affinity.sum(axis=1, keepdims=True)

    style = rng.normal(0.0, 1.0, (chunk.size, STYLE_DIMENSIONS))
    liking = np.exp(style @ brand_styles(settings).T)

    popularity = np.bincount(catalogue.category, catalogue.appeal, len(CATEGORIES))
    wish = ((1.0 - HERD) * affinity + HERD * popularity) / popularity
    chance = catalogue.appeal * wish[:, catalogue.category] * liking[:, catalogue.brand]
    return Tastes(affinity, style, chance / chance.sum(axis=1, keepdims=True))


def brand_styles(settings: WorldSettings) -> FloatArray:
    """Draw the style of every brand, shape (brands, styles)."""
    return settings.stream("brand styles").normal(
        0.0, STYLE_STRENGTH, (len(BRANDS), STYLE_DIMENSIONS)
    )


def draw_rows(chance: FloatArray, row: IntArray, rng: np.random.Generator) -> IntArray:
    """Draw for each entry of ``row`` one column, by the chances of that row of ``chance``.

    One search in the flattened cumulative chances: entry r + U lies in row r.
    """
    if not len(row):
        return np.zeros(0, dtype=np.int64)
    columns = chance.shape[1]
    cumulative = np.cumsum(chance, axis=1)
    cumulative /= cumulative[:, -1:]
    flat = (cumulative + np.arange(len(chance))[:, None]).ravel()
    place = np.searchsorted(flat, row + rng.random(len(row)), side="right")
    return np.asarray(np.minimum(place - row * columns, columns - 1), dtype=np.int64)
