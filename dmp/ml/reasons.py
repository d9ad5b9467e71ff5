"""Why an item is recommended: its score taken apart into what each thing that the user did adds to it.

Every score is a sum: of what was learned (ALS and EASE, both sums over the items that the user did something with), of
the user's own purchases of the item, and of what sells now. The reason is the largest summand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dmp.ml import ease
from dmp.ml.als import Contributions
from dmp.ml.arrays import FloatArray, IntArray, Sparse, TextArray
from dmp.ml.blend import Blended
from dmp.ml.ease import Ease
from dmp.ml.ranking import NO_ITEM
from dmp.ml.recommender import ALS, EASE, OWN_COUNTS, OWN_RECENT, TREND, Recommender
from dmp.ml.threads import one_blas_thread

BECAUSE, OWN, POPULAR = "because_of", "bought_before", "popular"
TASTE = "taste"  # an engine that does not take apart what was learned says so much


@dataclass(frozen=True)
class Reasons:
    """Why each place of m lists of n places is there; without meaning after the end of a list.

    Attributes
    ----------
    kind
        (m, n) because_of (an item that the user did something with), bought_before or popular.
    items
        (m, n) position of the item that is the reason; NO_ITEM where there is none.
    share
        (m, n) what the reason adds to the score.
    taste, own, trend
        (m, n) what was learned, the user's own purchases of the item and its recent sales add: together the score.
    """

    kind: TextArray
    items: IntArray
    share: FloatArray
    taste: FloatArray
    own: FloatArray
    trend: FloatArray


def reasons(recommender: Recommender, asked: IntArray, lists: Blended) -> Reasons:
    """Take the scores of the asked users' (m,) lists apart."""
    taste, own = _sum(lists, ALS, EASE), _sum(lists, OWN_COUNTS, OWN_RECENT)
    trend = _sum(lists, TREND)
    items, share = _strongest(recommender, asked, lists, taste)
    # of a score of nothing but zeros, that it sells is as good a reason as any
    candidates = np.stack([share, trend, own])
    best = candidates.argmax(axis=0)
    kinds = np.array([BECAUSE, POPULAR, OWN], dtype=object)
    reason_items = np.select([best == 0, best == 2], [items, lists.items], NO_ITEM)
    largest = np.take_along_axis(candidates, best[None], axis=0)[0]
    return Reasons(kinds[best], reason_items, largest, taste, own, trend)


@dataclass(frozen=True)
class Explainer:
    """What is needed to take apart the learned scores of one user after another.

    Attributes
    ----------
    learned
        Of ALS.
    model
        Of EASE.
    confidences, inputs
        What ALS and EASE learned from: csr (n_users, n_items) with values at the same places.
    """

    learned: Contributions
    model: Ease
    confidences: Sparse
    inputs: Sparse

    @classmethod
    def of(cls, recommender: Recommender) -> Explainer:
        """Prepare what all users share."""
        return cls(
            Contributions.of(recommender.factors),
            recommender.items,
            recommender.confidences,
            ease.inputs(recommender.past.weights),
        )

    def contributions(
        self, user: int, shown: IntArray, als_scale: float, ease_scale: float
    ) -> tuple[IntArray, FloatArray]:
        """Take the scores of items apart.

        Parameters
        ----------
        shown
            (m,) positions of the items.
        als_scale, ease_scale
            What the raw scores of the components are multiplied by.

        Returns
        -------
        tuple
            The items (k,) that the user did something with, and (k, m) what each adds to each score.
        """
        own = slice(*self.confidences.indptr[user : user + 2])
        done = self.confidences.indices[own].astype(np.int64)
        added = np.zeros((done.size, shown.size))
        if als_scale:
            confidences = self.confidences.data[own].astype(np.float64)
            added += als_scale * self.learned.to(shown, done, confidences)
        if ease_scale:
            weights = self.model.between(done, shown)
            added += ease_scale * weights * self.inputs.data[own][:, None]
        return done, added


def _strongest(
    recommender: Recommender, asked: IntArray, lists: Blended, taste: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Give for each place the item that adds most to what was learned, and what it adds; -inf where nothing was."""
    items = np.full(lists.items.shape, NO_ITEM, dtype=np.int64)
    share = np.full(lists.items.shape, -np.inf)
    explainer = Explainer.of(recommender)
    nothing = np.zeros(asked.size)
    als_scales, ease_scales = (lists.scales.get(name, nothing) for name in (ALS, EASE))
    with one_blas_thread():
        for row in np.flatnonzero((taste != 0).any(axis=1)):
            places = np.flatnonzero(lists.items[row] != NO_ITEM)
            shown = lists.items[row, places]
            done, added = explainer.contributions(
                int(asked[row]), shown, als_scales[row], ease_scales[row]
            )
            best = added.argmax(axis=0)
            items[row, places] = done[best]
            share[row, places] = added[best, np.arange(places.size)]
    return items, share


def _sum(lists: Blended, *names: str) -> FloatArray:
    parts = [lists.shares[name] for name in names if name in lists.shares]
    return np.sum(parts, axis=0) if parts else np.zeros(lists.items.shape)
