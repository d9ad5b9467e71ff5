"""Taking records out of a user: cannot_link rules, appended to the seed of manual rules."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from dmp.errors import UserError
from dmp.identity.graph import LIKELY, Evidence, components, nearest_of, read_evidence
from dmp.identity.reading import reading_identity
from dmp.project import Project
from dmp.rules.records import parse_record
from dmp.rules.settings import (
    CANNOT_LINK,
    RULES,
    parse_seed,
    read_seed,
    rule_problems,
    seed_problems,
)


@dataclass(frozen=True)
class Unmerge:
    """What was written, and what the next build will make of it.

    Attributes
    ----------
    file
        The seed that the rules were appended to.
    rules
        (rule_id, the record that stays, the record that leaves).
    n_staying, parts
        Records that stay with the user; the records of each part that leaves.
    keeps_id
        Whether the user id stays with those that stay: it goes with the most records.
    """

    file: Path
    rules: tuple[tuple[str, str, str], ...]
    n_staying: int
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
        No author or reason, no users yet, an unknown user or record, nobody left, or a rule that contradicts a
        must_link.
    """
    if not author.strip() or not reason.strip():
        raise UserError("A rule needs an author and a reason: give --author and --reason.")
    with reading_identity(project) as warehouse:
        _require_user(warehouse, user)
        evidence = read_evidence(warehouse, [user])
        leaving = {_node_of(warehouse, evidence, user, name) for name in names}
    staying = set(evidence.members) - leaving
    if not staying:
        raise UserError(f"These are all records of {user}: nobody would stay to be parted from.")
    pairs = [
        (home, away) for away in sorted(leaving) for home in _partners(evidence, away, staying)
    ]
    file = project.root / f"seeds/reference/{RULES}.csv"
    stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    rules = tuple(
        (
            f"unmerge {stamp} {number}",
            evidence.members[home].record.name,
            evidence.members[away].record.name,
        )
        for number, (home, away) in enumerate(pairs, start=1)
    )
    rows = [
        {
            "rule_id": name,
            "kind": CANNOT_LINK,
            "a": home,
            "b": away,
            "author": author,
            "reason": reason,
            "created_at": stamp,
        }
        for name, home, away in rules
    ]
    _append(project, file, rows)
    parts = _parts_after(evidence, leaving, staying)
    gone = [part for part in parts if part & leaving]
    rest = [part for part in parts if not part & leaving]
    return Unmerge(
        file=file,
        rules=rules,
        n_staying=sum(map(len, rest)),
        parts=tuple(
            tuple(evidence.members[node].record.name for node in sorted(part)) for part in gone
        ),
        keeps_id=max(map(len, rest)) >= max(map(len, gone)),
    )


def _require_user(warehouse: duckdb.DuckDBPyConnection, user: str) -> None:
    known = "select 1 from identity.user_map where user_id = ?"
    if warehouse.execute(known, [user]).fetchone() is None:
        words = "select distinct user_id as word from identity.user_map"
        raise UserError(f"There is no user '{user}'{nearest_of(warehouse, words, [], user)}.")


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


def _shared(evidence: Evidence, away: int, home: int) -> set[object]:
    """Give what ties two records directly: nodes of identifiers, or their likely match."""
    held = [edge for edge in evidence.edges if edge.holds]
    values = {edge.node_b for edge in held if edge.node_a == away and edge.kind != LIKELY}
    ties: set[object] = {
        edge.node_b
        for edge in held
        if edge.node_a == home and edge.kind != LIKELY and edge.node_b in values
    }
    return ties | {
        edge for edge in held if edge.kind == LIKELY and {edge.node_a, edge.node_b} == {home, away}
    }


def _partners(evidence: Evidence, away: int, staying: Collection[int]) -> list[int]:
    """Choose as few of `staying` as together hold all they share with `away`; one at least."""
    shared = {home: _shared(evidence, away, home) for home in sorted(staying)}
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


def _append(project: Project, file: Path, rows: Sequence[dict[str, str]]) -> None:
    """Append rows and leave every byte before them as it is; whole or not at all."""
    old = file.read_bytes().decode("utf-8")
    end = "\r\n" if "\r\n" in old else "\n"
    header = next(csv.reader(io.StringIO(old.removeprefix("\ufeff"))))
    text = io.StringIO()
    csv.DictWriter(text, header, lineterminator=end).writerows(rows)
    new = old + ("" if old.endswith("\n") else end) + text.getvalue()
    words = file.with_suffix(".yml").read_text("utf-8")
    seed = parse_seed(RULES, project.display(file), new.removeprefix("\ufeff"), words)
    types = read_seed(file.with_name("idr_id_types.csv"), "").column("id_type")
    problems = seed_problems({RULES: seed}) or rule_problems(seed, types)
    if problems:
        raise UserError(f"Nothing was written: {problems[0]}")
    draft = file.with_suffix(".csv.draft")
    draft.write_bytes(new.encode("utf-8"))
    draft.replace(file)
