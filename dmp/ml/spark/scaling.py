"""User features on one scale, as expressions: the arithmetic of `dmp.ml.scaling` on Spark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from dmp.ml.scaling import MAX_UNITS
from dmp.ml.spark.frames import aggregated

# Exact quantiles hold every distinct value of a column in the memory of one executor; beyond this
# many users a sketch takes over, whose rank errs by at most 1 / ACCURACY.
EXACT_USERS = 1_000_000
ACCURACY = 100_000


@dataclass(frozen=True)
class Scaling:
    """What was learned about each feature; see `dmp.ml.scaling.Scaling`.

    Attributes
    ----------
    names
        The features.
    typical, centres, units
        Per feature: value for unknowns, centre, unit (0: a constant column, which does not speak).
    """

    names: tuple[str, ...]
    typical: tuple[float, ...]
    centres: tuple[float, ...]
    units: tuple[float, ...]

    @classmethod
    def fit(cls, users: DataFrame, names: Sequence[str]) -> Scaling:
        """Learn from double columns (null means unknown) of at least one user: two rows come back.

        Medians and quartiles are exact up to a million users, and differ by at most one rank in
        100,000 beyond.
        """
        exact = users.count() <= EXACT_USERS
        known = aggregated(
            users,
            *(_quantiles(_straightened(name), [0.5], exact=exact).alias(name) for name in names),
        )
        typical = tuple(float(known[name][0]) if known[name] else 0.0 for name in names)
        filled = users.select(
            *(
                F.coalesce(_straightened(name), F.lit(value)).alias(name)
                for name, value in zip(names, typical, strict=True)
            )
        )
        found = aggregated(
            filled,
            *(
                F.struct(
                    _quantiles(F.col(name), [0.25, 0.5, 0.75], exact=exact).alias("quartiles"),
                    F.stddev_pop(name).alias("deviation"),
                    F.max(F.abs(name)).alias("largest"),
                ).alias(name)
                for name in names
            ),
        )
        units = []
        for name in names:
            low, _, high = found[name]["quartiles"]
            unit = high - low if high > low else found[name]["deviation"]
            rounding = np.finfo(np.float64).eps * max(1.0, found[name]["largest"])
            units.append(float(unit) if unit > rounding else 0.0)
        centres = tuple(float(found[name]["quartiles"][1]) for name in names)
        return cls(tuple(names), typical, centres, tuple(units))

    def points(self) -> list[Column]:
        """Say how to scale the columns of any users: one expression per feature, within +-3."""
        return [
            self._scaled(*feature).alias(feature[0])
            for feature in zip(self.names, self.typical, self.centres, self.units, strict=True)
        ]

    @staticmethod
    def _scaled(name: str, typical: float, centre: float, unit: float) -> Column:
        if unit == 0:
            return F.lit(0.0)
        scaled = (F.coalesce(_straightened(name), F.lit(typical)) - centre) / unit
        return F.least(F.greatest(scaled, F.lit(-MAX_UNITS)), F.lit(MAX_UNITS))


def _straightened(name: str) -> Column:
    value = F.col(name)
    return value if name.endswith("_share") else F.signum(value) * F.log1p(F.abs(value))


def _quantiles(column: Column, shares: Sequence[float], *, exact: bool) -> Column:
    if exact:
        return F.percentile(column, F.array(*map(F.lit, shares)))
    return F.percentile_approx(column, list(shares), ACCURACY)
