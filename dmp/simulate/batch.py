"""Rows on their way into delivery files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dmp.simulate import text
from dmp.simulate.settings import IntArray

WHOLE, SHORT, LONG = range(3)


@dataclass(frozen=True)
class Batch:
    """Rows of one raw table.

    Attributes
    ----------
    table
        Its folder, ``web/tracks``.
    rows
        Text columns of the contract, without ``_synced_at``.
    known_ms
        When the company could first export each row, shape (rows,).
    damage
        WHOLE, SHORT (fields lost at the end) or LONG (a field too many), shape (rows,).
    """

    table: str
    rows: pd.DataFrame
    known_ms: IntArray
    damage: IntArray

    def __len__(self) -> int:
        return len(self.known_ms)

    def take(self, positions: IntArray) -> Batch:
        """Take the rows at these positions, in this order."""
        return Batch(
            self.table,
            self.rows.take(positions).reset_index(drop=True),
            self.known_ms[positions],
            self.damage[positions],
        )

    def with_column(self, name: str, values: pd.Series) -> Batch:
        """Replace or add one column."""
        return replace(self, rows=self.rows.assign(**{name: values}))


def batch(table: str, known_ms: IntArray, columns: dict[str, pd.Series]) -> Batch:
    """Make a batch of whole rows."""
    rows = pd.DataFrame(columns)
    return Batch(table, rows, known_ms, np.zeros(len(known_ms), dtype=np.int64))


def concatenate(batches: Sequence[Batch]) -> Batch:
    """Put batches of one table after each other."""
    return Batch(
        batches[0].table,
        pd.concat([b.rows for b in batches], ignore_index=True),
        np.concatenate([b.known_ms for b in batches]),
        np.concatenate([b.damage for b in batches]),
    )


#: Tables exported as snapshots of what changed: a delivery holds the newest version per key.
#: (Products are exported as a history: every version, told apart by ``valid_from``.)
SNAPSHOT_KEYS: dict[str, str] = {
    "shop/customers": "customer_id",
    "shop/orders": "order_id",
    "crm/contacts": "contact_id",
    "loyalty/members": "card_no",
}


def exported_versions(whole: Batch, cutoffs_ms: IntArray) -> Batch:
    """Keep what the deliveries show, in order of knowledge: of a snapshot, the newest versions.

    Rows known after the last delivery are not exported.
    """
    order = np.lexsort((np.arange(len(whole)), whole.known_ms))
    delivery = np.searchsorted(cutoffs_ms, whole.known_ms[order], side="right")
    shown = whole.take(order[delivery < len(cutoffs_ms)])
    key = SNAPSHOT_KEYS.get(whole.table)
    if key is None:
        return shown
    versions = pd.DataFrame(
        {"key": shown.rows[key], "delivery": delivery[delivery < len(cutoffs_ms)]}
    )
    return shown.take(np.flatnonzero(~versions.duplicated(keep="last").to_numpy()))


def split_by_delivery(whole: Batch, cutoffs_ms: IntArray) -> list[Batch]:
    """Make one batch per delivery, sorted by the time of knowledge, ``_synced_at`` set.

    Events carry ``received_at`` instead of ``_synced_at``, the truth neither.
    """
    order = np.lexsort((np.arange(len(whole)), whole.known_ms))
    delivery = np.searchsorted(cutoffs_ms, whole.known_ms[order], side="right")
    is_stamped = "received_at" not in whole.rows and not whole.table.startswith("truth/")
    parts = []
    for index, cutoff in enumerate(cutoffs_ms):
        part = whole.take(order[delivery == index])
        if is_stamped:
            synced = text.instant(np.full(len(part), cutoff, dtype=np.int64))
            part = part.with_column("_synced_at", synced)
        parts.append(part)
    return parts
