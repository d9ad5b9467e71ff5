"""The evidence about a few users: who is tied to whom by what, what holds and what was given up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import duckdb

from dmp.rules.records import Record

LIKELY = "match"
# The length of an edge: a shared identifier (two edges) goes before a likely match, and one edge that
# does not hold is longer than any number of edges that do.
_EXACT, _LIKELY, _BROKEN = 1, 3, 1_000_000


@dataclass(frozen=True)
class Member:
    """A record of one of the users, and the rung on which its cluster settled."""

    node: int
    record_id: str
    record: Record
    user: str
    rung: str


@dataclass(frozen=True)
class Edge:
    """A tie between a record and an identifier, or a likely match between two records.

    Attributes
    ----------
    node_a, node_b
        Its ends, see `read_evidence`; `node_b` is the identifier, or the other record.
    kind, value
        Type and value of the identifier; "match" and nothing for a likely match.
    why_not
        Why it does not hold; empty where it does.
    weight, probability
        Of a likely match.
    """

    node_a: int
    node_b: int
    kind: str
    value: str
    why_not: str = ""
    weight: float | None = None
    probability: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it puts its ends into one user."""
        return not self.why_not


@dataclass(frozen=True)
class Evidence:
    """The records of some users with all their edges."""

    members: Mapping[int, Member]
    edges: tuple[Edge, ...]

    def identifiers(self, kind: str, value: str) -> set[int]:
        """Give the nodes of an identifier: one, or one per name where it is split by names."""
        return {edge.node_b for edge in self.edges if (edge.kind, edge.value) == (kind, value)}


def read_evidence(warehouse: duckdb.DuckDBPyConnection, users: Collection[str]) -> Evidence:
    """Read what the last build knew about `users`.

    Nodes are numbered here by the records and values that they stand for: the numbers of the build
    tell the order of arrival, and differ between engines and after a full refresh.
    """
    warehouse.execute(
        """
        create or replace temp table chosen as
        select
            joined.node_id, user_map.record_id, user_map.source, user_map.record_type, user_map.record_key,
            user_map.user_id, clusters.rung, joined.match_rung, exact.rung as exact_rung
        from identity.user_map as user_map
        inner join intermediate.int_idr_clusters_joined as joined using (record_id)
        inner join intermediate.idr_clusters as clusters using (record_id)
        inner join intermediate.int_idr_clusters_det as exact using (record_id)
        where list_contains(?, user_map.user_id)
        """,
        [list(users)],
    )
    warehouse.execute(
        """
        create or replace temp table numbered as
        select node_id, row_number() over (order by node_type desc, node_key) as node
        from intermediate.int_idr_nodes
        where
            node_id in (select node_id from chosen)
            or node_id in (
                select edges.node_b
                from intermediate.int_idr_edges_det as edges
                inner join chosen on chosen.node_id = edges.node_a
            )
        """
    )
    members = {
        node: Member(node, record_id, Record(source, kind, key), user, rung)
        for node, record_id, source, kind, key, user, rung in warehouse.execute(
            "select node, record_id, source, record_type, record_key, user_id, rung"
            " from chosen inner join numbered using (node_id)"
        ).fetchall()
    }
    exact = warehouse.execute(
        """
        select
            record.node as record_node, value.node as value_node, edges.id_type, edges.id_value,
            case
                when edges.status = 'cut'
                then edges.cut_reason || coalesce(' (' || edges.cut_by || ')', '')
                when parted.rule_id is not null then 'cannot_link (rule ' || parted.rule_id || ')'
                when coalesce(one.component <> other.component, true)
                then 'given up on rung ' || chosen.exact_rung
                else ''
            end as why_not
        from intermediate.int_idr_edges_det as edges
        inner join chosen on chosen.node_id = edges.node_a
        inner join numbered as record on record.node_id = edges.node_a
        inner join numbered as value on value.node_id = edges.node_b
        left join intermediate.int_idr_components as one on one.node_id = edges.node_a
        left join intermediate.int_idr_components as other on other.node_id = edges.node_b
        left join intermediate.int_idr_parted_edges as parted
            on parted.record_id = edges.record_id
            and parted.id_type = edges.id_type
            and parted.id_value = edges.id_value
        order by record_node, value_node
        """
    ).fetchall()
    likely = warehouse.execute(
        """
        select
            least(first.node, second.node) as node_a,
            greatest(first.node, second.node) as node_b,
            pairs.match_weight,
            pairs.match_probability,
            case
                when one.user_id = other.user_id and pairs.match_probability >= one.match_rung
                then ''
                when limits.rule_id is not null then 'cannot_link (rule ' || limits.rule_id || ')'
                when pairs.match_probability >= greatest(one.match_rung, other.match_rung)
                then 'a limit of one of the two'
                else 'too weak: below ' || greatest(one.match_rung, other.match_rung)
            end as why_not
        from intermediate.int_idr_pairs_scored as pairs
        inner join chosen as one on one.node_id = pairs.node_a
        inner join chosen as other on other.node_id = pairs.node_b
        inner join numbered as first on first.node_id = pairs.node_a
        inner join numbered as second on second.node_id = pairs.node_b
        left join intermediate.int_idr_parting_edges as limits
            on limits.node_a = pairs.node_a and limits.node_b = pairs.node_b
        order by 1, 2
        """
    ).fetchall()
    edges = [Edge(*row) for row in exact]
    edges += [
        Edge(a, b, LIKELY, "", why_not, weight, probability)
        for a, b, weight, probability, why_not in likely
    ]
    return Evidence(members, (*edges, *_split_values(edges)))


def _split_values(edges: Iterable[Edge]) -> list[Edge]:
    """Tie together the nodes into which names or time split a value, by edges that do not hold."""
    nodes: dict[tuple[str, str], set[int]] = {}
    for edge in edges:
        if edge.kind != LIKELY:
            nodes.setdefault((edge.kind, edge.value), set()).add(edge.node_b)
    return [
        Edge(first, other, kind, value, "split by name or window")
        for (kind, value), parts in nodes.items()
        for first, *others in [sorted(parts)]
        for other in others
    ]


def best_path(
    edges: Iterable[Edge], starts: Collection[int], ends: Collection[int]
) -> list[Edge] | None:
    """Find the way with the fewest edges that do not hold, of these the shortest.

    Returns None where there is no way at all. Of equal ways that over smaller nodes is taken.
    """
    ways: dict[int, list[tuple[int, Edge]]] = {}
    for edge in edges:
        ways.setdefault(edge.node_a, []).append((edge.node_b, edge))
        ways.setdefault(edge.node_b, []).append((edge.node_a, edge))
    came: dict[int, tuple[int, Edge] | None] = {}
    waiting: list[tuple[int, int, int, tuple[int, Edge] | None]] = []
    count = 0
    for node in sorted(starts):
        heappush(waiting, (0, node, count, None))
        count += 1
    while waiting:
        cost, here, _, step = heappop(waiting)
        if here in came:
            continue
        came[here] = step
        if here in ends:
            return _traced(came, here)
        for there, edge in ways.get(here, ()):
            if there not in came:
                heappush(waiting, (cost + _length(edge), there, count, (here, edge)))
                count += 1
    return None


def _length(edge: Edge) -> int:
    if not edge.holds:
        return _BROKEN
    return _LIKELY if edge.kind == LIKELY else _EXACT


def _traced(came: Mapping[int, tuple[int, Edge] | None], end: int) -> list[Edge]:
    path: list[Edge] = []
    while (step := came[end]) is not None:
        end, edge = step
        path.append(edge)
    return path[::-1]


def owner_of(warehouse: duckdb.DuckDBPyConnection, record: Record) -> str | None:
    """Give the user of a record, None where no build has seen it."""
    found = warehouse.execute(
        "select user_id from identity.user_map"
        " where source = ? and record_type = ? and record_key = ?",
        list(record),
    ).fetchone()
    return str(found[0]) if found else None


def nearest_of(
    warehouse: duckdb.DuckDBPyConnection, query: str, settings: Sequence[str], word: str
) -> str:
    """Say which of the words of a query (column `word`) is most like `word`."""
    found = warehouse.execute(
        f"select word from ({query}) order by damerau_levenshtein(word, ?), word limit 1",  # noqa: S608 - our own queries
        [*settings, word],
    ).fetchone()
    return f"; the nearest is '{found[0]}'" if found else ""
