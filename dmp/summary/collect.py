"""Reading the numbers of the summary from a warehouse.

Every part is optional: after a selection was built, only some tables exist, and the summary then
shows what there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb


@dataclass(frozen=True)
class DeliveredTable:
    """Rows of one source table over all its deliveries.

    received = accepted + superseded (an older version or a duplicate) + rejected (unreadable).
    """

    source: str
    table: str
    received: int
    accepted: int
    superseded: int
    rejected: int


@dataclass(frozen=True)
class People:
    """Who was found: `records` of all sources came together to `known` and `anonymous` people.

    `merges` counts joins of people that had been told apart by an earlier build.
    """

    records: int
    known: int
    anonymous: int
    merges: int | None

    @property
    def found(self) -> int:
        """All people, known and anonymous."""
        return self.known + self.anonymous


@dataclass(frozen=True)
class Segment:
    """One segment: its share of all people and how many of them bought in the held-out window."""

    name: str
    users: int
    share: float
    purchase_rate: float | None
    purchase_rate_interval: tuple[float, float] | None


@dataclass(frozen=True)
class Quality:
    """NDCG of one recommender at one task, with its interval and its lift over the best way of counting."""

    task: str
    model: str
    k: int
    value: float
    interval: tuple[float, float] | None
    users: int
    baseline: str | None
    lift: float | None
    lift_interval: tuple[float, float] | None


@dataclass(frozen=True)
class Summary:
    """All parts; an empty tuple or None where the tables of a part do not exist."""

    deliveries: tuple[DeliveredTable, ...]
    people: People | None
    segments: tuple[Segment, ...]
    qualities: tuple[Quality, ...]


def collect(warehouse: duckdb.DuckDBPyConnection) -> Summary:
    """Read every part of the summary for which the tables exist."""
    return Summary(
        deliveries=_deliveries(warehouse),
        people=_people(warehouse),
        segments=_segments(warehouse),
        qualities=_qualities(warehouse),
    )


def _deliveries(warehouse: duckdb.DuckDBPyConnection) -> tuple[DeliveredTable, ...]:
    rows = _rows(
        warehouse,
        "marts.delivery_counts",
        """
        select
            source, table_name, sum(n_received)::bigint, sum(n_accepted)::bigint,
            sum(n_superseded)::bigint, sum(n_rejected)::bigint
        from marts.delivery_counts
        group by source, table_name
        order by source, table_name
        """,
    )
    return tuple(DeliveredTable(*row) for row in rows)


def _people(warehouse: duckdb.DuckDBPyConnection) -> People | None:
    rows = _rows(
        warehouse,
        "marts.users",
        """
        select
            coalesce(sum(n_records), 0)::bigint,
            count(*) filter (where is_known),
            count(*) filter (where not is_known)
        from marts.users
        """,
    )
    if not rows:
        return None
    merges = _rows(
        warehouse,
        "identity.history",
        "select count(*) from identity.history where event = 'merge'",
    )
    records, known, anonymous = rows[0]
    return People(records, known, anonymous, merges=merges[0][0] if merges else None)


def _segments(warehouse: duckdb.DuckDBPyConnection) -> tuple[Segment, ...]:
    rows = _rows(
        warehouse,
        "marts.segment_profiles",
        """
        select
            segment_name, n_users, user_share, next_window_purchase_rate,
            purchase_rate_ci_low, purchase_rate_ci_high
        from marts.segment_profiles
        order by segment_no
        """,
    )
    return tuple(
        Segment(name, users, share, rate, _interval(low, high))
        for name, users, share, rate, low, high in rows
    )


def _qualities(warehouse: duckdb.DuckDBPyConnection) -> tuple[Quality, ...]:
    rows = _rows(
        warehouse,
        "marts.model_quality",
        """
        select
            task, model, k, value, ci_low, ci_high, n_users, baseline,
            lift_over_baseline, lift_ci_low, lift_ci_high
        from marts.model_quality
        where metric = 'ndcg' and k = 10
        order by task, value desc, model
        """,
    )
    return tuple(
        Quality(
            task,
            model,
            k,
            value,
            _interval(low, high),
            users,
            baseline,
            lift,
            _interval(lift_low, lift_high),
        )
        for task, model, k, value, low, high, users, baseline, lift, lift_low, lift_high in rows
    )


def _interval(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


def _rows(warehouse: duckdb.DuckDBPyConnection, table: str, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of `query`, or none where `table` (schema.name) does not exist yet."""
    schema, name = table.split(".")
    found = warehouse.execute(
        """
        select count(*) from information_schema.tables
        where table_catalog = current_database() and table_schema = ? and table_name = ?
        """,
        [schema, name],
    ).fetchall()
    return warehouse.execute(query).fetchall() if found[0][0] else []
