"""Bootstrap over users: how far a mean would move with other users (Efron, 1979)."""

from __future__ import annotations

import numpy as np

from dmp.ml.arrays import FloatArray
from dmp.ml.threads import one_blas_thread

# Resampling weights of one chunk: 4 million numbers are 32 MB.
WEIGHTS_PER_CHUNK = 4_000_000


def resampled_means(values: FloatArray, samples: int, seed: int) -> FloatArray:
    """Draw means of resampled rows; columns share the resamples, so comparisons are paired.

    Parameters
    ----------
    values
        (n_users, n_columns), n_users at least 1.

    Returns
    -------
    FloatArray
        (samples, n_columns).
    """
    n_users = values.shape[0]
    random = np.random.default_rng(seed)
    chance = np.full(n_users, 1.0 / n_users)
    means = np.empty((samples, values.shape[1]))
    step = max(1, WEIGHTS_PER_CHUNK // n_users)
    for start in range(0, samples, step):
        stop = min(start + step, samples)
        counts = random.multinomial(n_users, chance, size=stop - start)
        with one_blas_thread():
            means[start:stop] = counts.astype(np.float64) @ values / n_users
    return means


def interval(draws: FloatArray, level: float) -> tuple[float, float]:
    """Percentile interval of draws (samples,); nan draws are left out, nan when none is left."""
    known = draws[~np.isnan(draws)]
    if known.size == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
