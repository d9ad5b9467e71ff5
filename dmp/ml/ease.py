"""EASE: a linear autoencoder over items, solved in one step.

Steck (2019), "Embarrassingly shallow autoencoders for sparse data": B minimises |X - XB|^2 + lambda |B|^2
with a diagonal of zero, so an item is explained by the others alone. With P = (X'X + lambda I)^-1,
B_ij = -P_ij / P_jj. A user's scores are x B: every score is a sum over what he or she did.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse as sp

from dmp.ml.arrays import Factor, FloatArray, IntArray, Sparse
from dmp.ml.threads import one_blas_thread


@dataclass(frozen=True)
class EaseSettings:
    """How the weights between items are learned.

    Attributes
    ----------
    ridges
        lambda in units of the mean of the diagonal of X'X, so that neither the unit of the weights nor the
        number of users matters. Several values are candidates, see `tuning.choose_ridge`.
    max_items
        Items with most users that are looked at: memory is 8 bytes times their square, time grows with the
        third power.
    """

    ridges: tuple[float, ...] = (3.0, 10.0, 30.0, 100.0)
    max_items: int = 4_000

    def __post_init__(self) -> None:
        """Refuse values for which there is no solution."""
        object.__setattr__(self, "ridges", tuple(self.ridges))
        if not self.ridges or min(self.ridges) <= 0:
            raise ValueError("EASE needs one or more ridges above 0.")
        if self.max_items < 1:
            raise ValueError("EASE needs max_items of at least 1.")


@dataclass(frozen=True)
class Ease:
    """Weights between the items at the positions `items` (k,), ascending: `weights` (k, k), float32."""

    items: IntArray
    weights: Factor

    def scores(self, inputs: Sparse) -> Factor:
        """Score all items for rows of `inputs` (m, n_items): float32 (m, n_items), 0 where EASE knows nothing."""
        scores = np.zeros(inputs.shape, dtype=np.float32)
        if self.items.size:
            scores[:, self.items] = inputs[:, self.items] @ self.weights
        return scores

    def between(self, done: IntArray, shown: IntArray) -> Factor:
        """Give (k, m) the weights from the items `done` (k,) to the items `shown` (m,), 0 where EASE knows nothing."""
        if not self.items.size:
            return np.zeros((done.size, shown.size), dtype=np.float32)
        rows, columns = (np.searchsorted(self.items, each) for each in (done, shown))
        rows, columns = (np.minimum(each, self.items.size - 1) for each in (rows, columns))
        is_known = (self.items[rows] == done)[:, None] & (self.items[columns] == shown)
        return np.where(is_known, self.weights[np.ix_(rows, columns)], np.float32(0.0))


def inputs(weights: Sparse) -> Sparse:
    """Turn interaction weights into the X of EASE: log(1 + weight / mean weight), so that habit drowns no taste."""
    matrix = sp.csr_matrix(weights, dtype=np.float32)
    if matrix.nnz:
        matrix.data = np.log1p(matrix.data / matrix.data.mean())
    return matrix


def fit(matrix: Sparse, settings: EaseSettings, ridge: float) -> Ease:
    """Learn from X (n_users, n_items), as `inputs` makes it. Equal input gives equal weights."""
    n_users = np.bincount(matrix.indices, minlength=matrix.shape[1])
    popular = np.argsort(-n_users, kind="stable")[: settings.max_items]
    items = np.sort(popular[n_users[popular] > 0]).astype(np.int64)
    if not items.size:
        return Ease(items, np.zeros((0, 0), np.float32))
    known = matrix[:, items].astype(np.float64)
    gram: FloatArray = (known.T @ known).toarray()
    diagonal = np.diag_indices_from(gram)
    gram[diagonal] += ridge * gram[diagonal].mean()
    with one_blas_thread():
        factor = scipy.linalg.cho_factor(gram, lower=True, overwrite_a=True)
        inverse = scipy.linalg.cho_solve(factor, np.eye(items.size), overwrite_b=True)
    weights = -inverse / np.diag(inverse)[None, :]
    weights[diagonal] = 0.0
    return Ease(items, weights.astype(np.float32))
