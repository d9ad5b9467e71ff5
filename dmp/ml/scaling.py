"""User features on one scale, fit for distances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dmp.ml.arrays import FloatArray

# Beyond three units a user is simply "very": without the cap, one wholesaler becomes a segment.
MAX_UNITS = 3.0


@dataclass(frozen=True)
class Scaling:
    """What was learned about each feature (n_features,): name, value for unknowns, centre, unit.

    Counts, days and money are skewed over orders of magnitude, so sign(x) log(1 + |x|) is taken
    first; shares (`*_share`) stay as they are. Unknown values become the median (0 where nothing is
    known). The unit is the interquartile range, or the standard deviation where the middle half of
    the users is alike; a constant column has unit 0 and does not speak.
    """

    names: tuple[str, ...]
    typical: FloatArray
    centres: FloatArray
    units: FloatArray

    @classmethod
    def fit(cls, features: pd.DataFrame) -> Scaling:
        """Learn from float columns (n_users, n_features); null means unknown; at least one user."""
        names = tuple(str(name) for name in features.columns)
        values = _straightened(features, names)
        typical = np.array([_median_of_known(column) for column in values.T])
        filled = np.where(np.isnan(values), typical, values)
        low, centres, high = np.quantile(filled, [0.25, 0.5, 0.75], axis=0)
        units = np.where(high > low, high - low, filled.std(axis=0))
        rounding = np.finfo(np.float64).eps * np.maximum(1.0, np.abs(filled).max(axis=0))
        return cls(names, typical, centres, np.where(units > rounding, units, 0.0))

    def apply(self, features: pd.DataFrame) -> FloatArray:
        """Scale the same columns of any users: (n_users, n_features), no nulls, within +-3."""
        values = _straightened(features, self.names)
        centred = np.where(np.isnan(values), self.typical, values) - self.centres
        speaks = self.units > 0
        scaled = np.where(speaks, centred / np.where(speaks, self.units, 1.0), 0.0)
        return np.clip(scaled, -MAX_UNITS, MAX_UNITS)


def _straightened(features: pd.DataFrame, names: tuple[str, ...]) -> FloatArray:
    values = features[list(names)].to_numpy(dtype=np.float64)
    is_share = np.array([name.endswith("_share") for name in names])
    return np.where(is_share, values, np.sign(values) * np.log1p(np.abs(values)))


def _median_of_known(column: FloatArray) -> float:
    known = column[~np.isnan(column)]
    return float(np.median(known)) if known.size else 0.0
