"""How far the segments tell apart who will buy, beside chance and the planted purchase rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from dmp.ml.arrays import BoolArray, FloatArray, IntArray
from dmp.scorecard.truth import Truth

OURS = "ours"
ORACLE = "planted purchase rates"


@dataclass(frozen=True)
class Separation:
    """How different the purchase rates of groups are.

    Attributes
    ----------
    method
        "ours", "chance" with its percentile, or the oracle.
    spread
        Highest rate minus lowest.
    eta_squared
        Share of the variance of "buys" that lies between the groups, 0 to 1:
        sum n_g (r_g - r)^2 / (N r (1 - r)).
    """

    method: str
    spread: float
    eta_squared: float


def separation(method: str, sizes: IntArray, buyers: IntArray) -> Separation:
    """Measure groups of `sizes` (g,) with `buyers` (g,) among them; empty groups are left out."""
    spread, eta_squared = _measure(sizes, buyers[None, :])
    return Separation(method, float(spread[0]), float(eta_squared[0]))


def by_chance(
    sizes: IntArray, buyers: IntArray, *, level: float, samples: int, seed: int
) -> Separation:
    """Deal the same buyers at random into groups of the same sizes; the `level` percentile.

    Both numbers have their own percentile: the row is a bound, not one deal.
    """
    random = np.random.default_rng(seed)
    n_buyers = int(buyers.sum())
    dealt = random.multivariate_hypergeometric(sizes, n_buyers, samples, method="marginals")
    spread, eta_squared = _measure(sizes, dealt.astype(np.int64))
    return Separation(
        f"chance, {level:.0%} percentile",
        float(np.quantile(spread, level)),
        float(np.quantile(eta_squared, level)),
    )


def by_truth(
    truth: Truth,
    people: pd.Series[str],
    bought: BoolArray,
    *,
    sizes: IntArray,
    cutoff: datetime,
) -> Separation:
    """Sort users by the planted rate of those alive at the cutoff and cut groups of our sizes.

    Parameters
    ----------
    people, bought
        (n,) person_id or null (rate 0), and whether the user bought in the window.
    sizes
        Of our groups in the order of their observed rate, the keenest first; adds up to n.
    cutoff
        End of what the segments knew, UTC without zone.
    """
    of_person = truth.people.set_index("person_id").reindex(pd.Index(people))
    is_alive = of_person["dropout_at"].isna() | (of_person["dropout_at"] > pd.Timestamp(cutoff))
    rate = of_person["purchase_rate"].where(is_alive, 0.0).fillna(0.0).to_numpy()
    order = np.argsort(-rate, kind="stable")
    group = np.repeat(np.arange(len(sizes)), sizes)
    buyers = np.bincount(group, weights=bought[order], minlength=len(sizes)).astype(np.int64)
    return separation(ORACLE, sizes, buyers)


def _measure(sizes: IntArray, buyers: IntArray) -> tuple[FloatArray, FloatArray]:
    """Compute spread and eta squared of every row of `buyers` (s, g)."""
    kept = sizes > 0
    sizes, buyers = sizes[kept], buyers[:, kept]
    rates = buyers / sizes
    rate = buyers.sum(axis=1) / sizes.sum()
    between = (sizes * (rates - rate[:, None]) ** 2).sum(axis=1)
    total = sizes.sum() * rate * (1.0 - rate)
    eta_squared = np.divide(between, total, out=np.zeros_like(between), where=total > 0)
    return rates.max(axis=1) - rates.min(axis=1), eta_squared
