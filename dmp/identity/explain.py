"""Why two records, identifiers or users are one person, or why not."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from dmp.errors import UserError
from dmp.identity.graph import (
    LIKELY,
    Edge,
    Evidence,
    best_path,
    nearest_of,
    owner_of,
    read_evidence,
)
from dmp.identity.reading import reading_identity
from dmp.project import Project
from dmp.rules.records import RECORD_TYPES, parse_record


@dataclass(frozen=True)
class Subject:
    """What somebody asked about: the users it leads to, and the identifier if it is one."""

    name: str
    users: frozenset[str]
    identifier: tuple[str, str] | None = None


@dataclass(frozen=True)
class Step:
    """One edge of the way: what record shows which value, and whether that counts."""

    record: str
    kind: str
    value: str
    why_not: str
    weight: float | None
    probability: float | None


@dataclass(frozen=True)
class Explanation:
    """The best way from one to the other.

    Attributes
    ----------
    is_one
        Whether both are one user (or the identifier belongs to it).
    users
        The users of both sides, sorted.
    steps
        The way with the fewest edges that do not hold; None where they share nothing at all.
    rules
        The manual rules between records of the two sides, in words.
    rungs
        The rungs on which their clusters settled.
    """

    is_one: bool
    users: tuple[str, ...]
    steps: tuple[Step, ...] | None
    rules: tuple[str, ...]
    rungs: tuple[str, ...]


def explain(project: Project, one: str, other: str) -> Explanation:
    """Look for evidence between two names.

    Each is a record (`<source>:<record_type>:<record_key>`, `<source>:<record_key>`), an identifier
    (`<id_type>:<value>`) or a user id.

    Raises
    ------
    UserError
        There is no warehouse, no users, or nothing of such a name in it.
    """
    with reading_identity(project) as warehouse:
        subjects = (_find(warehouse, one), _find(warehouse, other))
        users = subjects[0].users | subjects[1].users
        evidence = read_evidence(warehouse, users)
        rules = _rules_between(warehouse, users)
    starts, ends = (_nodes(subject, evidence) for subject in subjects)
    path = best_path(evidence.edges, starts, ends)
    holds = path is not None and all(edge.holds for edge in path)
    both_people = not any(subject.identifier for subject in subjects)
    return Explanation(
        is_one=len(users) == 1 if both_people else holds,
        users=tuple(sorted(users)),
        steps=None if path is None else tuple(_step(edge, evidence) for edge in path),
        rules=rules,
        rungs=tuple(
            sorted(
                {member.rung for node, member in evidence.members.items() if node in starts | ends}
            )
        ),
    )


def _find(warehouse: duckdb.DuckDBPyConnection, name: str) -> Subject:
    id_types = {
        str(row[0])
        for row in warehouse.execute("select id_type from reference.idr_id_types").fetchall()
    }
    prefix, colon, rest = name.partition(":")
    if not colon:
        return _find_user(warehouse, name)
    if prefix in id_types and rest.partition(":")[0] not in RECORD_TYPES:
        return _find_identifier(warehouse, prefix, rest)
    record = parse_record(name)
    if record is None:
        raise UserError(
            f"'{name}' names nothing: write a record as <source>:<record_type>:<record_key>, an"
            " identifier as <id_type>:<value>, or a user id."
        )
    user = owner_of(warehouse, record)
    if user is None:
        words = (
            "select distinct source || ':' || record_type || ':' || record_key as word"
            " from identity.user_map"
        )
        full = ":".join(record)
        raise UserError(
            f"No build has seen the record '{name}'{nearest_of(warehouse, words, [], full)}."
        )
    return Subject(":".join(record), frozenset({user}))


def _find_user(warehouse: duckdb.DuckDBPyConnection, name: str) -> Subject:
    found = warehouse.execute(
        "select coalesce(redirects.new_user_id, registry.user_id)"
        " from identity.users_registry as registry"
        " left join identity.redirects as redirects on redirects.old_user_id = registry.user_id"
        " where registry.user_id = ?",
        [name],
    ).fetchone()
    if found is None:
        words = "select distinct user_id as word from identity.user_map"
        raise UserError(f"There is no user '{name}'{nearest_of(warehouse, words, [], name)}.")
    return Subject(str(found[0]), frozenset({str(found[0])}))


def _find_identifier(warehouse: duckdb.DuckDBPyConnection, kind: str, value: str) -> Subject:
    found = warehouse.execute(
        "select distinct user_map.user_id from intermediate.int_idr_edges_det as edges"
        " inner join identity.user_map as user_map using (record_id)"
        " where edges.id_type = ? and edges.id_value = ?",
        [kind, value],
    ).fetchall()
    if not found:
        words = (
            "select distinct id_value as word from intermediate.int_idr_edges_det where id_type = ?"
        )
        near = nearest_of(warehouse, words, [kind], value)
        raise UserError(f"No record shows the {kind} '{value}'{near}; values are normalised.")
    return Subject(f"{kind}:{value}", frozenset(str(row[0]) for row in found), (kind, value))


def _nodes(subject: Subject, evidence: Evidence) -> set[int]:
    if subject.identifier:
        return evidence.identifiers(*subject.identifier)
    record = parse_record(subject.name)
    return {
        node
        for node, member in evidence.members.items()
        if (member.record == record if record else member.user == subject.name)
    }


def _step(edge: Edge, evidence: Evidence) -> Step:
    record = evidence.members.get(edge.node_a)
    value = evidence.members[edge.node_b].record.name if edge.kind == LIKELY else edge.value
    return Step(
        record=record.record.name if record else "",
        kind=edge.kind,
        value=value,
        why_not=edge.why_not,
        weight=edge.weight,
        probability=edge.probability,
    )


def _rules_between(warehouse: duckdb.DuckDBPyConnection, users: frozenset[str]) -> tuple[str, ...]:
    links = warehouse.execute(
        """
        select links.rule_id
        from intermediate.int_idr_manual_links as links
        inner join identity.user_map as one on one.record_id = links.record_a
        inner join identity.user_map as other on other.record_id = links.record_b
        where list_contains(?, one.user_id) and list_contains(?, other.user_id)
        """,
        [list(users), list(users)],
    ).fetchall()
    if not links:
        # Spark writes no file for a seed without rows: the lake then has no table of rules
        return ()
    found = warehouse.execute(
        "select rule_id, kind, a, b, author, reason from reference.idr_manual_rules"
        " where list_contains(?, rule_id) order by rule_id",
        [[rule for (rule,) in links]],
    ).fetchall()
    return tuple(
        f"rule {rule}: {kind} {a} and {b} ({author}: {reason})"
        for rule, kind, a, b, author, reason in found
    )
