"""Taking records out of a user: cannot_link rules, appended to the seed of manual rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from dmp.errors import UserError
from dmp.identity.foretelling import foretell
from dmp.identity.graph import LIKELY, Edge, Evidence, nearest_of, read_evidence
from dmp.identity.reading import reading_identity
from dmp.identity.rules_file import Rule, append_rules, rules_file
from dmp.project import Project
from dmp.rules.records import parse_record
from dmp.rules.seeds import read_seed
from dmp.rules.settings import CANNOT_LINK, MUST_LINK


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

    Raises
    ------
    UserError
        The rules cannot be written (see `part_records`), or they are and their outcome cannot be told.
    """
    rules = part_records(project, user, names, author=author, reason=reason, now=now)
    try:
        foretold = foretell(project, user)
    except UserError as error:
        raise UserError(
            f"The rules stand in {project.display(rules_file(project))}, but what the next build will"
            f" make of them cannot be told: {error}"
        ) from error
    parts = {owner: tuple(each.name for each in records) for owner, records in foretold.items()}
    heirs = parts.pop(user, ())
    return Unmerge(
        file=rules_file(project),
        rules=rules,
        heirs=heirs,
        parts=tuple(sorted(parts.values())),
        keeps_id=not set(heirs) & {away for _, _, away in rules},
    )


def part_records(
    project: Project, user: str, names: Sequence[str], *, author: str, reason: str, now: datetime
) -> tuple[tuple[str, str, str], ...]:
    """Write rules by which the records `names` leave `user`: (rule_id, who stays, who leaves).

    Each record that leaves gets a rule against as few of the others as together hold all that it
    shares with them directly, so that builds have nothing else to give up.

    Raises
    ------
    UserError
        No author or reason, no users yet, an unknown user or record, a must_link that no build has
        heard of, nobody left, rules that cannot be written, or one that contradicts a must_link.
    """
    if not author.strip() or not reason.strip():
        raise UserError("A rule needs an author and a reason: give --author and --reason.")
    with reading_identity(project) as warehouse:
        _check_user(warehouse, user)
        _check_links(project, warehouse)
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
    return tuple((rule_id, *pair) for rule_id, pair in zip(ids, pairs, strict=True))


def _check_user(warehouse: duckdb.DuckDBPyConnection, user: str) -> None:
    words = "select distinct user_id as word from identity.user_map"
    if not warehouse.execute(f"select 1 from ({words}) where word = ?", [user]).fetchone():  # noqa: S608 - our own query
        raise UserError(f"There is no user '{user}'{nearest_of(warehouse, words, [], user)}.")


def _check_links(project: Project, warehouse: duckdb.DuckDBPyConnection) -> None:
    """Refuse where the last build knew other must_links: what they join is not yet to be seen."""
    file = rules_file(project)
    seed = read_seed(file, project.display(file))
    built = warehouse.execute(
        "select rule_id, name_a, name_b from intermediate.int_idr_manual_links where kind = ?",
        [MUST_LINK],
    ).fetchall()
    for row in seed.rows:
        told = seed.values(row)
        named = tuple(map(told.get, ("rule_id", "a", "b")))
        if told.get("kind") == MUST_LINK and named not in built:
            raise UserError(
                f"{seed.where(row)}: the must_link '{named[0]}' is newer than the last build,"
                " and may join what you part: run `dmp build` first."
            )


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
