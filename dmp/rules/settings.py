"""Is what people wrote into the seeds possible? Asked before a build writes anything.

The rules for a seed stand in its yml, where dbt tests them after loading; here they are read from
there and applied to the file, so that a slip costs a sentence instead of half a build. Rows in,
sentences out: file, row, what is wrong, the nearest valid word.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dmp.rules.codes import CODES
from dmp.rules.records import Record, parse_record
from dmp.rules.seeds import Column, Row, Seed
from dmp.rules.words import nearest

RULES, ID_TYPES, OUTLIERS = "idr_manual_rules", "idr_id_types", "outlier_rules"
MUST_LINK, CANNOT_LINK, BLOCK_VALUE, KEEP_ID = "must_link", "cannot_link", "block_value", "keep_id"
LINKS = (MUST_LINK, CANNOT_LINK)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
# RE2, DuckDB's engine, has none of these; Spark reads a backslash in a seed as an escape.
_NOT_EVERYWHERE = {
    "\\": "a backslash, which Spark reads as an escape: write [.] for a dot",
    "(?=": "a look-ahead, which DuckDB does not have",
    "(?!": "a look-ahead, which DuckDB does not have",
    "(?<": "a look-behind or a named group, which DuckDB does not have",
    "(?>": "an atomic group, which DuckDB does not have",
}


@dataclass(frozen=True)
class NamedRecord:
    """A record that a manual rule names, and where it does."""

    where: str
    name: str
    record: Record


def seed_problems(seeds: Mapping[str, Seed]) -> list[str]:
    """Say what in the seeds their ymls forbid."""
    return [problem for seed in seeds.values() for problem in _problems_of(seed, seeds)]


def _problems_of(seed: Seed, seeds: Mapping[str, Seed]) -> Iterator[str]:
    expected = [column.name for column in seed.columns]
    unknown = [name for name in seed.header if name not in expected]
    missing = [name for name in expected if name not in seed.header]
    for name in unknown:
        yield f"{seed.file}, row 1: there is no column '{name}'; {nearest(name, missing)}."
    if missing and not unknown:
        yield f"{seed.file}, row 1: the column {missing[0]} is missing."
    if missing:
        return
    for row in seed.rows:
        if len(row.fields) != len(seed.header):
            yield (
                f"{seed.where(row)}: {len(row.fields)} fields under {len(seed.header)} columns;"
                " a value that holds a comma stands in double quotes."
            )
    for column in seed.columns:
        words = column.words
        if column.refers_to and column.refers_to[0] in seeds:
            words = tuple(seeds[column.refers_to[0]].column(column.refers_to[1]))
        first: dict[str, Row] = {}
        if column.codes:
            words = tuple(CODES[column.codes])
        for row in seed.rows:
            value = seed.values(row).get(column.name, "")
            yield from (
                f"{seed.where(row)}: {what}." for what in _problems_of_value(value, column, words)
            )
            if column.is_unique and value in first:
                yield (
                    f"{seed.where(row)}: {column.name} '{value}' stands in row"
                    f" {first[value].line} already; give each its own."
                )
            first.setdefault(value, row)
    for columns in seed.unique:
        yield from _twice(seed, columns)


def _twice(seed: Seed, columns: Sequence[str]) -> Iterator[str]:
    first: dict[tuple[str, ...], Row] = {}
    for row in seed.rows:
        key = tuple(seed.values(row).get(name, "") for name in columns)
        if key in first:
            yield (
                f"{seed.where(row)}: {' and '.join(columns)} are '{', '.join(key)}' as in row"
                f" {first[key].line}; keep one."
            )
        first.setdefault(key, row)


def _problems_of_value(value: str, column: Column, words: Sequence[str]) -> Iterator[str]:
    if not value.strip():
        if column.is_required:
            yield f"{column.name} is empty; it is required"
    elif words and value not in words:
        yield f"there is no {column.name} '{value}'; {nearest(value, words)}"
    elif column.kind == "bigint":
        if not re.fullmatch(r"-?\d+", value):
            yield f"{column.name} is '{value}', not a whole number"
        elif column.least is not None and int(value) < column.least:
            yield f"{column.name} is {value}, the least is {column.least}"
    elif column.kind == "double" or column.kind.startswith("decimal"):
        if not _NUMBER.fullmatch(value):
            yield f"{column.name} is '{value}', not a number"
        elif column.least is not None and float(value) < column.least:
            yield f"{column.name} is {value}, the least is {column.least}"
    elif column.kind == "boolean" and value.lower() not in {"true", "false"}:
        yield f"{column.name} is '{value}'; {nearest(value, ('true', 'false'))}"
    elif column.is_pattern:
        yield from _problems_of_pattern(value, column.name)


def _problems_of_pattern(value: str, name: str) -> Iterator[str]:
    foreign = next((told for mark, told in _NOT_EVERYWHERE.items() if mark in value), None)
    if foreign:
        yield f"{name} '{value}' holds {foreign}"
        return
    try:
        re.compile(value)
    except re.error as error:
        yield f"{name} '{value}' is no regular expression ({error})"


def id_type_problems(seed: Seed, built: Sequence[str]) -> list[str]:
    """Compare the types of the seed idr_id_types with those that the models read (`built`)."""
    problems = [
        f"{seed.where(row)}: the models know no id_type '{value}'; {nearest(value, built)}."
        for row in seed.rows
        if (value := seed.values(row)["id_type"]) not in built
    ]
    told = set(seed.column("id_type"))
    return problems + [
        f"{seed.file}: the id_type '{name}' has no row, so nothing would be linked by it."
        for name in built
        if name not in told
    ]


def outlier_problems(rules: Seed) -> list[str]:
    """Say which rules of the seed outlier_rules would mark every value there is."""
    return [
        f"{rules.where(row)}: min_value {low} is above max_value {high}, so every {told['subject']} would be marked;"
        " exchange them."
        for row in rules.rows
        if (told := rules.values(row))
        and (low := told["min_value"])
        and (high := told["max_value"])
        and float(low) > float(high)
    ]


def rule_problems(rules: Seed, id_types: Sequence[str]) -> list[str]:
    """Say which manual rules cannot be, each alone and all together."""
    return [*_problems_of_rules(rules, id_types), *_contradictions(rules)]


def _problems_of_rules(rules: Seed, id_types: Sequence[str]) -> Iterator[str]:
    for row in rules.rows:
        told, where = rules.values(row), rules.where(row)
        kind, a, b = told["kind"], told["a"], told["b"]
        if not _is_instant(told["created_at"]):
            yield f"{where}: created_at is '{told['created_at']}', not like 2026-07-01T12:00:00Z."
        if kind in LINKS:
            sides = [parse_record(name) for name in (a, b)]
            for name, side in zip((a, b), sides, strict=True):
                if side is None:
                    yield (
                        f"{where}: '{name}' names no record; write <source>:<record_type>:"
                        "<record_key>, or <source>:<record_key> for a profile record."
                    )
            if sides[0] is not None and sides[0] == sides[1]:
                yield f"{where}: a and b are the same record, {a}."
        elif kind == BLOCK_VALUE:
            if a not in id_types:
                yield f"{where}: there is no id_type '{a}'; {nearest(a, id_types)}."
            if not b.strip():
                yield f"{where}: b is empty; for block_value it is the value to block."
        elif kind == KEEP_ID and b.strip():
            yield f"{where}: b is '{b}'; a keep_id names one user_id, in a."


def _is_instant(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _contradictions(rules: Seed) -> Iterator[str]:
    links = [
        (rules.values(row)["kind"], row, parse_record(values["a"]), parse_record(values["b"]))
        for row in rules.rows
        if (values := rules.values(row))["kind"] in LINKS
    ]
    ways: dict[Record, list[tuple[Record, str]]] = {}
    for kind, row, one, other in links:
        if kind == MUST_LINK and one and other:
            name = rules.values(row)["rule_id"]
            ways.setdefault(one, []).append((other, name))
            ways.setdefault(other, []).append((one, name))
    for kind, row, one, other in links:
        chain = _chain(ways, one, other) if kind == CANNOT_LINK and one and other else None
        if chain:
            told = rules.values(row)
            yield (
                f"{rules.where(row)}: the cannot_link '{told['rule_id']}' parts {told['a']} and"
                f" {told['b']}, which must_links declare one person ({', '.join(chain)});"
                " delete one of these rules."
            )


def _chain(
    ways: Mapping[Record, Sequence[tuple[Record, str]]], start: Record, end: Record
) -> list[str] | None:
    """Name the must_links on the shortest way; None where there is no way."""
    chains: dict[Record, list[str]] = {start: []}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here == end:
            return chains[here]
        for there, name in ways.get(here, ()):
            if there not in chains:
                chains[there] = [*chains[here], name]
                waiting.append(there)
    return None


def named_records(rules: Seed) -> list[NamedRecord]:
    """List the records that must_links and cannot_links name."""
    return [
        NamedRecord(rules.where(row), values[side], record)
        for row in rules.rows
        if (values := rules.values(row))["kind"] in LINKS
        for side in ("a", "b")
        if (record := parse_record(values[side]))
    ]


def source_problems(
    named: Iterable[NamedRecord], built: Iterable[str], elsewhere: Iterable[str]
) -> list[str]:
    """Refuse sources that neither this warehouse (`built`) nor another dataset has."""
    known = {*built, *elsewhere}
    return [
        f"{each.where}: '{each.name}' names a record of the source '{each.record.source}', which"
        f" does not exist; {nearest(each.record.source, known)}."
        for each in named
        if each.record.source not in known
    ]


def unreadable_block_sentence(where: str, id_type: str, name: str, why: str) -> str:
    """Say that no identifier can be what a block_value names."""
    return (
        f"{where}: the {id_type} '{name}' is {why}, so it would block nothing; write it as"
        " intermediate.int_idr_identifiers shows it (a phone as +4915228817386)."
    )


def unknown_record_sentence(where: str, name: str, near: str | None) -> str:
    """Say that no build has seen a record; `near` is the most similar one of its source."""
    told = f"; the nearest is '{near}'" if near else ""
    return (
        f"{where}: no build has seen the record '{name}'{told}. A record that is only being"
        " delivered can be named after the build that brings it."
    )


def merged_user_sentence(where: str, name: str, into: str) -> str:
    """Say that the user of a keep_id was merged into another."""
    return f"{where}: the user '{name}' was merged into '{into}', who lives: keep that one."


def misspelt_user_sentence(where: str, name: str, near: str) -> str:
    """Say that a keep_id names nobody, but nearly somebody."""
    return f"{where}: there is no user '{name}'; the nearest is '{near}'."


def absent_user_sentence(where: str, name: str) -> str:
    """Say that the user of a keep_id is not here: of another dataset, or gone."""
    return f"{where}: there is no user '{name}' in this warehouse; the keep_id does nothing here."
