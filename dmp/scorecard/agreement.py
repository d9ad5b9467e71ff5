"""How well one partition of records agrees with another: pairs and B-cubed.

With n_ij records of found cluster i that are true cluster j, n_i. and n_.j the sizes, N all:

- pairs      precision sum C(n_ij, 2) / sum C(n_i., 2), recall the same over sum C(n_.j, 2)
- B-cubed    precision 1/N sum n_ij^2 / n_i., recall 1/N sum n_ij^2 / n_.j (Bagga and Baldwin, 1998)

Pairs weigh a person by the square of the number of records, B-cubed by the number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dmp.ml.arrays import IntArray


@dataclass(frozen=True)
class Agreement:
    """Each number lies between 0 and 1; nan where there is no pair to judge."""

    precision: float
    recall: float
    b_cubed_precision: float
    b_cubed_recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of pair precision and recall."""
        return harmonic_mean(self.precision, self.recall)

    @property
    def b_cubed_f1(self) -> float:
        """The harmonic mean of B-cubed precision and recall."""
        return harmonic_mean(self.b_cubed_precision, self.b_cubed_recall)


def agreement(found: IntArray, true: IntArray) -> Agreement:
    """Compare two partitions of the same records.

    Parameters
    ----------
    found, true
        (n,) cluster of each record, numbered in any way.
    """
    _, found = np.unique(found, return_inverse=True)
    _, true = np.unique(true, return_inverse=True)
    cells, together = np.unique(np.stack([found, true]), axis=1, return_counts=True)
    of_found, of_true = np.bincount(found), np.bincount(true)
    right = _pairs(together)
    squares = together.astype(np.float64) ** 2
    n = max(len(found), 1)
    return Agreement(
        precision=_share(right, _pairs(of_found)),
        recall=_share(right, _pairs(of_true)),
        b_cubed_precision=float((squares / of_found[cells[0]]).sum() / n),
        b_cubed_recall=float((squares / of_true[cells[1]]).sum() / n),
    )


def harmonic_mean(a: float, b: float) -> float:
    """Return 2ab / (a + b), 0 where both are 0, nan where one is."""
    return 0.0 if a + b == 0 else 2.0 * a * b / (a + b)


def _pairs(sizes: IntArray) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
