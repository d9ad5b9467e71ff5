"""Implicit-feedback matrix factorisation by alternating least squares (ALS).

Hu, Koren, Volinsky (2008), "Collaborative filtering for implicit feedback datasets": every pair of
a user and an item has a preference p (1 if the user did anything with the item, else 0) and a
confidence c; factors x, y minimise  sum c (p - x'y)^2 + lambda (sum |x|^2 + sum |y|^2).  The
solver is `implicit`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from implicit.cpu.als import AlternatingLeastSquares

from dmp.ml.arrays import Factor, FloatArray, IntArray, Sparse
from dmp.ml.threads import one_blas_thread


@dataclass(frozen=True)
class AlsSettings:
    """How the factors are learned.

    The defaults were chosen on two validation windows of Complete Journey.

    Attributes
    ----------
    factors
        Length of a factor; fewer when there are fewer users or items.
    alpha
        Confidence of an interaction of average weight, over the 1 of a pair without interaction.
    user_balance
        0: weights count as they come; 1: every user has the same total weight. Between the two,
        heavy buyers speak louder than occasional ones but do not drown them.
    shrinkages
        Regularisation in units of the noise edge of the data (`noise_edge`). Several values are
        candidates, see `tuning.choose_shrinkage`: how much of a spectrum is noise differs too much
        between a grocer's regulars and a shop with two orders per customer for one value.
    iterations
        Alternations; Complete Journey gains nothing from 15 or 30.
    seed
        Seed of the random start.
    threads
        Threads of the solver; the factors do not depend on it.
    """

    factors: int = 128
    alpha: float = 1.5
    user_balance: float = 0.5
    shrinkages: Sequence[float] = (0.4, 0.5, 0.65, 0.8, 1.0, 1.25, 1.6)
    iterations: int = 10
    seed: int = 20
    threads: int = 2

    def __post_init__(self) -> None:
        """Refuse values for which the objective means nothing."""
        if self.factors < 1 or self.iterations < 1 or self.threads < 1:
            raise ValueError("ALS needs factors, iterations and threads of at least 1.")
        if self.alpha <= 0 or not self.shrinkages or min(self.shrinkages) <= 0:
            raise ValueError("ALS needs an alpha above 0 and one or more shrinkages above 0.")
        if not 0 <= self.user_balance <= 1:
            raise ValueError("ALS needs a user_balance between 0 and 1.")


@dataclass(frozen=True)
class Factors:
    """Learned factors.

    Attributes
    ----------
    users
        (n_users, f), float32: for each user the exact solution x = (Y'CY + lambda I)^-1 Y'C 1 of these `items`, so that
        a score is a sum over what the user did (`contributions`).
    items
        (n_items, f), float32: Y.
    regularization
        lambda.
    """

    users: Factor
    items: Factor
    regularization: float = 0.0


def confidence(weights: Sparse, settings: AlsSettings) -> Sparse:
    """Turn interaction weights into confidences 1 + alpha * balanced weight.

    Weights are divided by their mean, so the unit of the event weights does not matter, then
    multiplied per user by (mean user total / own total) ^ user_balance. The result is at least 1
    everywhere: `implicit` takes the data as the confidence itself, and values under 1 would enter
    as negative evidence (c - 1) of a purchase.

    Parameters
    ----------
    weights
        csr matrix (n_users, n_items) of positive weights.
    """
    matrix = sp.csr_matrix(weights, dtype=np.float64)
    if matrix.nnz == 0:
        return matrix
    matrix.data = matrix.data / matrix.data.mean()
    totals = np.asarray(matrix.sum(axis=1)).ravel()
    active = totals > 0
    balance = np.ones_like(totals)
    balance[active] = (totals[active].mean() / totals[active]) ** settings.user_balance
    matrix.data = 1.0 + settings.alpha * matrix.data * np.repeat(balance, np.diff(matrix.indptr))
    return matrix


def noise_edge(matrix: Sparse) -> float:
    """Largest singular value that a matrix of this shape and energy would have without structure.

    For n x m independent entries of mean square s the largest singular value is close to sqrt(s)
    (sqrt(n) + sqrt(m)) (Bai and Yin, 1993). To first order lambda is subtracted from every
    singular value, so lambda in units of this edge says how much of the spectrum is held to be
    noise. Empty rows and columns do not count.
    """
    if matrix.nnz == 0:
        return 0.0
    n_rows = int((np.diff(matrix.indptr) > 0).sum())
    n_columns = int(np.unique(matrix.indices).size)
    mean_square = float((matrix.data**2).sum()) / (n_rows * n_columns)
    return float(np.sqrt(mean_square) * (np.sqrt(n_rows) + np.sqrt(n_columns)))


def fit(weights: Sparse, settings: AlsSettings, shrinkage: float) -> Factors:
    """Learn factors from a csr matrix (n_users, n_items) of positive weights.

    Users and items without any weight get zero factors. Equal settings give bit-identical factors,
    whatever the number of threads.
    """
    n_users, n_items = weights.shape
    if weights.nnz == 0:
        return Factors(np.zeros((n_users, 1), np.float32), np.zeros((n_items, 1), np.float32))
    confidences = confidence(weights, settings)
    with one_blas_thread():
        model = AlternatingLeastSquares(
            factors=min(settings.factors, n_users, n_items),
            regularization=shrinkage * noise_edge(confidences),
            alpha=1.0,
            iterations=settings.iterations,
            num_threads=settings.threads,
            random_state=settings.seed,
        )
        known = confidences.astype(np.float32)
        model.fit(known, show_progress=False)
        # the last half-step moved the items: half a step more, and users fit the items that are kept
        users = model.recalculate_user(np.arange(n_users), known)
    return Factors(users, np.asarray(model.item_factors), model.regularization)


@dataclass(frozen=True)
class Contributions:
    """What each item that a user did something with adds to a score.

    Hu, Koren, Volinsky (2008), section 5: with W = (Y'CY + lambda I)^-1 the score of item i is the sum of
    c_j y_i'W y_j over the user's items j. Here with W_0 = (Y'Y + lambda I)^-1, which no user changes, and
    Woodbury's identity, so that a user costs a system of as many equations as he or she has items.

    Attributes
    ----------
    items
        Y, float64 (n_items, f).
    through
        Y W_0, float64 (n_items, f).
    regularized
        Y'Y + lambda I, float64 (f, f).
    """

    items: FloatArray
    through: FloatArray
    regularized: FloatArray

    @classmethod
    def of(cls, factors: Factors) -> Contributions:
        """Prepare what all users share."""
        items = factors.items.astype(np.float64)
        regularized = items.T @ items + factors.regularization * np.eye(items.shape[1])
        # a catalogue nobody did anything with has no energy at all
        through = np.asarray(np.linalg.lstsq(regularized, items.T, rcond=None)[0].T, np.float64)
        return cls(items, through, regularized)

    def to(self, shown: IntArray, done: IntArray, confidences: FloatArray) -> FloatArray:
        """Give (k, m): what each of the items `done` (k,), with its confidence (k,), adds to each `shown` (m,)."""
        more = confidences - 1.0
        theirs, wanted = self.items[done], self.items[shown]
        if done.size <= self.items.shape[1]:
            among = self.through[done] @ theirs.T
            solved = np.linalg.solve(
                np.eye(done.size) + among * more, self.through[done] @ wanted.T
            )
        else:
            system = self.regularized + (theirs.T * more) @ theirs
            solved = theirs @ np.linalg.solve(system, wanted.T)
        return confidences[:, None] * solved
