"""Taking records out of a user: cannot_link rules, appended to the seed of manual rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from dmp.errors import UserError
from dmp.identity.graph import LIKELY, Edge, Evidence, components, nearest_of, read_evidence
from dmp.identity.reading import reading_identity
from dmp.identity.rules_file import Rule, append_rules, rules_file
from dmp.project import Project
from dmp.rules.records import parse_record
from dmp.rules.settings import CANNOT_LINK


@dataclass(frozen=True)
class Unmerge:
    """What was written, and what the next build will make of it.

    Attributes
    ----------
    file
        The seed that the rules were appended to.
    rules
        (rule_id, the record that stays, the record that leaves).
    heirs
        The records that keep the user id.
    parts
        The records of each other part, which becomes a user of its own: of those that leave, and of
        those that only a leaving record held together.
    keeps_id
        Whether the heirs are records that stay.
    """

    file: Path
    rules: tuple[tuple[str, str, str], ...]
    heirs: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    keeps_id: bool


def unmerge(
    project: Project, user: str, names: Sequence[str], *, author: str, reason: str, now: datetime
) -> Unmerge:
    """Write rules by which `names` leave `user`, and say what the next build will do.

    Each record that leaves gets a rule against as few of the others as together hold all that it
    shares with them directly, so that builds have nothing else to give up.

    Raises
    ------
    UserError
        No author or reason, no users yet, an unknown user or record, nobody left, rules that cannot
        be written, or one that contradicts a must_link.
    """
    if not author.strip() or not reason.strip():
        raise UserError("A rule needs an author and a reason: give --author and --reason.")
    with reading_identity(project) as warehouse:
        anchor = _anchor_of(warehouse, user)
        evidence = read_evidence(warehouse, [user])
        leaving = {_node_of(warehouse, evidence, user, name) for name in names}
    staying = set(evidence.members) - leaving
    if not staying:
        raise UserError(f"These are all records of {user}: nobody would stay to be parted from.")
    held = _ties(evidence.edges)
    pairs = [
        (_name(evidence, home), _name(evidence, away))
        for away in sorted(leaving)
        for home in _partners(held, away, staying)
    ]
    stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    rules = [Rule(CANNOT_LINK, home, away, author, reason, stamp) for home, away in pairs]
    ids = append_rules(project, f"unmerge {stamp}", rules)
    parts = _parts_after(evidence, leaving, staying)
    heir = _heir(evidence, parts, anchor)
    return Unmerge(
        file=rules_file(project),
        rules=tuple((rule_id, *pair) for rule_id, pair in zip(ids, pairs, strict=True)),
        heirs=_names(evidence, heir),
        parts=tuple(_names(evidence, part) for part in parts if part is not heir),
        keeps_id=not heir & leaving,
    )


def _anchor_of(warehouse: duckdb.DuckDBPyConnection, user: str) -> str:
    """Give the id of the first record that a living user had."""
    found = warehouse.execute(
        "select anchor_record from identity.users_registry"
        " where user_id = ? and user_id in (select user_id from identity.user_map)",
        [user],
    ).fetchone()
    if found is None:
        words = "select distinct user_id as word from identity.user_map"
        raise UserError(f"There is no user '{user}'{nearest_of(warehouse, words, [], user)}.")
    return str(found[0])


def _node_of(warehouse: duckdb.DuckDBPyConnection, evidence: Evidence, user: str, name: str) -> int:
    record = parse_record(name)
    for node, member in evidence.members.items():
        if member.record == record:
            return node
    words = (
        "select source || ':' || record_type || ':' || record_key as word"
        " from identity.user_map where user_id = ?"
    )
    near = nearest_of(warehouse, words, [user], ":".join(record) if record else name)
    raise UserError(f"The user {user} has no record '{name}'{near}.")


def _name(evidence: Evidence, node: int) -> str:
    return evidence.members[node].record.name


def _names(evidence: Evidence, part: Iterable[int]) -> tuple[str, ...]:
    return tuple(_name(evidence, node) for node in sorted(part))


def _ties(edges: Iterable[Edge]) -> Mapping[int, set[object]]:
    """Give what holds each record: nodes of identifiers, and likely matches."""
    ties: dict[int, set[object]] = defaultdict(set)
    for edge in edges:
        if edge.holds and edge.kind == LIKELY:
            ties[edge.node_a].add(edge)
            ties[edge.node_b].add(edge)
        elif edge.holds:
            ties[edge.node_a].add(edge.node_b)
    return ties


def _partners(held: Mapping[int, set[object]], away: int, staying: Collection[int]) -> list[int]:
    """Choose as few of `staying` as together hold all they share with `away`; one at least."""
    shared = {home: held[home] & held[away] for home in sorted(staying)}
    left = set().union(*shared.values())
    partners: list[int] = []
    while left:
        best = max(shared, key=lambda home: (len(shared[home] & left), -home))
        partners.append(best)
        left -= shared[best]
    return partners or [min(staying)]


def _parts_after(
    evidence: Evidence, leaving: Collection[int], staying: Collection[int]
) -> list[set[int]]:
    """Part a user whose leaving records share nothing with the staying any more."""
    kept = {edge.node_b for edge in evidence.edges if edge.holds and edge.node_a in staying}
    edges = [
        edge
        for edge in evidence.edges
        if edge.holds
        and not (edge.node_a in leaving and edge.kind != LIKELY and edge.node_b in kept)
        and not (edge.kind == LIKELY and (edge.node_a in leaving) != (edge.node_b in leaving))
    ]
    return components(evidence.members, edges)


def _heir(evidence: Evidence, parts: Iterable[set[int]], anchor: str) -> set[int]:
    """Choose the part that keeps the user id, as idr_assignment_log does.

    It is the one with the most records, of equals the one with the user's first record (`anchor`),
    else the one whose smallest record id is smaller.
    """

    def claim(part: set[int]) -> tuple[int, bool, str]:
        ids = {evidence.members[node].record_id for node in part}
        return -len(ids), anchor not in ids, min(ids)

    return min(parts, key=claim)
