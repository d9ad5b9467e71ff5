"""Who is who: our users beside simple rules, chance, and the ceiling of exact evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from dmp.ml.arrays import BoolArray, IntArray
from dmp.scorecard.agreement import Agreement, agreement

CONTACT = "contact"
OURS = "ours"


@dataclass(frozen=True)
class IdentityScore:
    """How one way of telling people apart agrees with the truth.

    Attributes
    ----------
    scope
        Which records are judged: "all" that the truth names, or its "contacts" alone.
    method
        "ours" or what it stands beside.
    n_records, n_people
        Judged, and behind them.
    agreement
        Nothing is found together: precision is nan.
    """

    scope: str
    method: str
    n_records: int
    n_people: int
    agreement: Agreement


def identity_scores(
    owned: pd.DataFrame, identifiers: pd.DataFrame, *, seed: int
) -> tuple[IdentityScore, ...]:
    """Score our users and what they stand beside, over the records that the truth names.

    - no rules: components over every normalised identifier, without blocked values, limits, vetoes
      or rungs
    - same e-mail: records are one person when they share an address, directly or by a chain
    - chance: our own cluster sizes with the records dealt at random; every record alone
    - ceiling: components over the same identifiers as ours, but an identifier joins only records
      of one true person: no matcher on exact values can have more recall
    - oracle: the truth, 1 by definition

    Parameters
    ----------
    owned
        As from `owned_records`.
    identifiers
        record_id, id_type, id_value.
    seed
        Of the random deal.
    """
    owned = owned.sort_values("record_id", ignore_index=True)
    graph = _Graph.of(owned, identifiers)
    found = {
        OURS: _codes(owned["user_id"]),
        "no rules": graph.components(),
        "same e-mail": graph.components(graph.id_type == "email"),
        "ceiling of exact evidence": graph.components_within(_codes(owned["person_id"])),
    }
    is_named = owned["is_named"].to_numpy(dtype=np.bool_)
    is_contact = (owned["record_type"] == CONTACT).to_numpy(dtype=np.bool_)
    true = _codes(owned["person_id"])
    scopes = {"all": is_named, "contacts": is_named & is_contact}
    return tuple(
        IdentityScore(
            scope=scope,
            method=method,
            n_records=int(judged.sum()),
            n_people=len(np.unique(true[judged])),
            agreement=agreement(clusters, true[judged]),
        )
        for scope, judged in scopes.items()
        for method, clusters in _methods(found, judged, true, seed)
    )


def _methods(
    found: dict[str, IntArray], judged: BoolArray, true: IntArray, seed: int
) -> Iterator[tuple[str, IntArray]]:
    ours = found[OURS][judged]
    yield from ((method, clusters[judged]) for method, clusters in found.items())
    yield "oracle", true[judged]
    yield "chance, our sizes", np.random.default_rng(seed).permutation(ours)
    yield "every record alone", np.arange(len(ours))


@dataclass(frozen=True)
class _Graph:
    """Records 0 to n_records - 1 and the identifier values they show, one entry per sighting."""

    n_records: int
    record: IntArray
    value: IntArray
    id_type: pd.Series[str]

    @classmethod
    def of(cls, owned: pd.DataFrame, identifiers: pd.DataFrame) -> _Graph:
        position = pd.Index(owned["record_id"]).get_indexer(pd.Index(identifiers["record_id"]))
        known = position >= 0
        seen = identifiers[known]
        value = _codes(seen["id_type"].astype("str") + "|" + seen["id_value"].astype("str"))
        return cls(len(owned), position[known].astype(np.int64), value, seen["id_type"])

    def components(self, kept: pd.Series[bool] | None = None) -> IntArray:
        """Find the component of each record over the entries of `kept`; (n_records,)."""
        chosen = slice(None) if kept is None else kept.to_numpy(dtype=np.bool_)
        return _components(self.n_records, self.record[chosen], self.value[chosen])

    def components_within(self, group: IntArray) -> IntArray:
        """Find the component of each record when a value joins only records of one `group`.

        Records of group -1 stay alone.
        """
        of_entry = group[self.record]
        keyed = self.value * (int(group.max(initial=0)) + 1) + of_entry
        kept = of_entry >= 0
        _, value = np.unique(keyed[kept], return_inverse=True)
        return _components(self.n_records, self.record[kept], value)


def _components(n_records: int, record: IntArray, value: IntArray) -> IntArray:
    size = n_records + int(value.max(initial=-1)) + 1
    entries = (np.ones(len(record), dtype=np.int8), (record, n_records + value))
    graph = sp.coo_matrix(entries, shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels[:n_records], dtype=np.int64)


def _codes(values: pd.Series[str]) -> IntArray:
    """Code the values by their order; -1 for null."""
    return np.asarray(pd.factorize(values, sort=True)[0], dtype=np.int64)
