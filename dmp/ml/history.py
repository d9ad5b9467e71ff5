"""Interactions of one snapshot as matrices: who did what, who bought what, what may be shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from dmp.ml.arrays import BoolArray, FloatArray, IntArray, Sparse


@dataclass(frozen=True)
class History:
    """What happened before one point in time. Positions are those of the sorted ids.

    Attributes
    ----------
    users, items
        Sorted ids: everybody with an interaction or in `extra_users`; everything interacted with
        or candidate.
    weights
        csr (n_users, n_items), weight of an interaction.
    purchases
        csr (n_users, n_items), how often bought; only pairs that were bought are stored.
    purchases_recent
        csr (n_users, n_items), how often bought, a purchase of 60 days ago counting half.
    candidates
        (n_items,), whether the item may be recommended.
    n_buyers, n_purchases, n_purchases_recent
        (n_items,), popularity; 0 for items that are no candidates.
    """

    users: pd.Index[str]
    items: pd.Index[str]
    weights: Sparse
    purchases: Sparse
    purchases_recent: Sparse
    candidates: BoolArray
    n_buyers: FloatArray
    n_purchases: FloatArray
    n_purchases_recent: FloatArray

    @property
    def n_items_per_user(self) -> IntArray:
        """(n_users,) distinct items with an interaction."""
        return np.asarray(np.diff(self.weights.indptr), dtype=np.int64)


def history(
    interactions: pd.DataFrame,
    popularity: pd.DataFrame,
    extra_users: pd.Series[str],
) -> History:
    """Build the matrices of one snapshot from checked frames (see `contracts`).

    Parameters
    ----------
    interactions
        user_id, item_id, weight, n_purchases, n_purchases_decayed; unique by user and item.
    popularity
        item_id, n_buyers, n_purchases, n_purchases_decayed; its items are the candidates.
    extra_users
        Users who need a row although they may have no interaction.
    """
    users = _sorted_ids(interactions["user_id"], extra_users)
    items = _sorted_ids(interactions["item_id"], popularity["item_id"])
    rows = users.get_indexer(pd.Index(interactions["user_id"]))
    columns = items.get_indexer(pd.Index(interactions["item_id"]))
    shape = (len(users), len(items))

    def pairs(column: str) -> Sparse:
        matrix = sp.csr_matrix((interactions[column].to_numpy(), (rows, columns)), shape=shape)
        matrix.eliminate_zeros()  # an event that weighs nothing says nothing
        return matrix

    places = items.get_indexer(pd.Index(popularity["item_id"]))
    candidates = np.zeros(len(items), dtype=np.bool_)
    candidates[places] = True

    def spread(column: str) -> FloatArray:
        values = np.zeros(len(items))
        values[places] = popularity[column].to_numpy()
        return values

    return History(
        users=users,
        items=items,
        weights=pairs("weight"),
        purchases=pairs("n_purchases"),
        purchases_recent=pairs("n_purchases_decayed"),
        candidates=candidates,
        n_buyers=spread("n_buyers"),
        n_purchases=spread("n_purchases"),
        n_purchases_recent=spread("n_purchases_decayed"),
    )


def _sorted_ids(*columns: pd.Series[str]) -> pd.Index[str]:
    return pd.Index(pd.concat(columns).drop_duplicates().sort_values(), dtype="str")
