"""The source yml, staging model and model yml of one export, as a person would have written them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import duckdb

from dmp.ingest.tables import plain_name
from dmp.sources.recognition import Match
from dmp.sources.shapes import CONSENTS, REFUNDS

# A row without any instant counts as known from the beginning: a later date would make a catalogue unknown in the past.
_ALWAYS = "cast('1970-01-01 00:00:00' as timestamp)"
_DEEP = "\n                "
# Lines without a number: equal ones of one delivery are several, of two deliveries one that came twice.
_LINE_NO = (
    f"{{{{{_DEEP}hash_number({_DEEP}"
    '    "_row_text || cast(row_number() over (partition by _row_text, _delivery order by _row_text nulls last) as "'
    f'{_DEEP}    ~ dbt.type_string(){_DEEP}    ~ ")"{_DEEP})\n            }}}}\n           '
)
_ORDER_OF_TYPES = ("string", "bigint", "decimal(18,4)", "boolean", "date", "timestamp")


@dataclass(frozen=True)
class Contract:
    """What the yml of an input model promises: types, descriptions, and the columns that are never null."""

    types: dict[str, str]
    descriptions: dict[str, str]
    never_null: tuple[str, ...]


@dataclass(frozen=True)
class Export:
    """What is to be staged.

    Attributes
    ----------
    dataset, source, table
        Where it belongs.
    origin
        Where its deliveries arrive.
    columns
        All of its columns, in order.
    match
        The contract, and which columns are which.
    currency
        Code of all amounts where no column says it; empty where nothing needs it.
    day_first
        Columns in which 03/04/2026 is the third of April.
    """

    dataset: str
    source: str
    table: str
    origin: str
    columns: tuple[str, ...]
    match: Match
    currency: str = ""
    day_first: frozenset[str] = frozenset()

    @property
    def model(self) -> str:
        """Name of the staging model."""
        name = f"stg_{self.source}__{self.table}"
        return f"{name}_orders" if self.match.total_of else name


def staged(export: Export, contract: Contract) -> dict[str, str]:
    """Give {column of the contract: expression} in the order of the house: text, numbers, booleans, dates, instants."""
    types, columns = contract.types, export.match.columns
    found = {
        target: _reading(export, target, column)
        for target, column in columns.items()
        if target in types
    }
    shape = export.match.shape
    # without a key of its own every row is one thing, and the same row delivered twice is one
    for key in ("record_id", "event_id", "refund_id", "consent_event_id"):
        if key in types and key not in found:
            found[key] = '{{ dbt.hash("_row_text") }}'
    if "line_no" in types and "line_no" not in found:
        found["line_no"] = _LINE_NO
    if shape is REFUNDS:  # some shops write what goes back with a minus
        found["amount"] = f"abs({found['amount']})"
    if shape is CONSENTS and "id_type" not in found:
        found["id_type"] = "'email'"
    if export.match.total_of:
        found["gross_amount"] = f"cast(order_total as {types['gross_amount']})"
    if "currency" in types and "currency" not in found and export.currency:
        found["currency"] = _literal(export.currency)
    known = [name for name in shape.instants if name in found]
    instants = [found[name] for name in known]
    if not set(known) & {name for each in shape.required for name in each}:
        instants.append(_ALWAYS)
    if "observed_at" in types:
        found["observed_at"] = _first_of(instants)
    found["loaded_at"] = _first_of(instants)
    found["source"] = _literal(export.source)
    rank = {kind: place for place, kind in enumerate(_ORDER_OF_TYPES)}
    order = list(types)
    return dict(
        sorted(found.items(), key=lambda item: (rank[types[item[0]]], order.index(item[0])))
    )


def _first_of(expressions: Sequence[str]) -> str:
    if len(expressions) == 1:
        return expressions[0]
    told = ", ".join(expressions)
    return f"coalesce({told})" if len(told) < 80 else f"coalesce({_DEEP}{told}\n            )"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _reading(export: Export, target: str, column: str) -> str:
    reader = export.match.shape.fields[target].reader
    place = json.dumps(f"source.{declared_name(column)}")
    if reader in ("currency", "country"):
        return f"{reader}_aliases.code"
    if reader == "lower_case":
        return "{{ lower_case(clean_text(" + place + ")) }}"
    day_first = ", day_first=true" if column in export.day_first else ""
    return "{{ " + reader + "(" + place + day_first + ") }}"


def declared_name(name: str) -> str:
    """Give the name under which a source yml declares a column, one that SQL takes as it stands."""
    plain = plain_name(name) or "column"
    if plain in reserved_words():
        return f"{plain}_"
    return f"_{plain}" if plain[0].isdigit() else plain


@cache
def reserved_words() -> frozenset[str]:
    """Give the words that SQL takes for no name."""
    with duckdb.connect() as engine:
        words = engine.execute(
            "select keyword_name from duckdb_keywords() where keyword_category = 'reserved'"
        ).fetchall()
    return frozenset(word for (word,) in words)


def sql_of(export: Export, contract: Contract) -> str:
    """Render the staging model."""
    shape, columns = export.match.shape, export.match.columns
    selected = staged(export, contract)
    joins = "".join(
        f' {{{{ alias_join("{kind}", "source.{declared_name(columns[kind])}") }}}}'
        for kind in ("country", "currency")
        if kind in columns and kind in selected
    )
    readings = ",\n            ".join(f"{text} as {name}" for name, text in selected.items())
    needed = [name for name in contract.never_null if name in columns]
    rules = [f'["{name} is null", "{_missing(export, name)}"]' for name in needed]
    if export.match.total_of:
        rules.append('["gross_amount is null", "no line with a quantity and a price"]')
    rejected = _call("reject_reason", "[]", rules)
    readable = [
        f'"{name}": "{declared_name(columns[name])}"'
        for name in selected
        if name in columns and name not in needed and shape.fields[name].reader != "clean_text"
    ]
    issues = (
        _call("value_issues", "{}", readable)
        if readable
        else "cast(null as {{ dbt.type_string() }}) as value_issues"
    )
    key = json.dumps(list(shape.key)) if len(shape.key) > 1 else json.dumps(shape.key[0])
    return f"""\
with
    {_source_of(export)},

    parsed as (
        select
            {readings},
            _overflow,
            {{{{ row_identity() }}}}
        from source{joins}
    ),

    judged as (
        select
            *,
            {rejected},
            {issues}
        from parsed
    ),

    versioned as (select *, {{{{ row_status(key={key}, newest="loaded_at") }}}} from judged)

select *
from versioned
"""


def _source_of(export: Export) -> str:
    """Render what is read: the table, for orders that are known by their lines with the sum of these."""
    table = f'{{{{ source("{export.source}", "{export.table}") }}}}'
    if not export.match.total_of:
        return f"source as (select * from {table})"
    parts = export.match.total_of
    amounts = [f'{{{{ read_decimal("{declared_name(column)}") }}}}' for column in parts]
    order = declared_name(export.match.columns["order_id"])
    return f"""\
lines as (select * from {table}),

    -- equal lines of one delivery are several, of two deliveries one that came twice
    numbered as (
        select *, row_number() over (partition by _row_text, _delivery order by _row_text nulls last) as copy_no
        from lines
    ),

    counted as (
        select
            *, row_number() over (partition by _row_text, copy_no order by _delivery asc nulls last) as delivery_no
        from numbered
    ),

    source as (
        select
            *,
            sum(case when delivery_no = 1 then {" * ".join(amounts)} end) over (
                partition by {{{{ clean_text("{order}") }}}}
            ) as order_total
        from counted
    )"""


def _call(macro: str, brackets: str, entries: Sequence[str]) -> str:
    """Render the call of a macro with one list or dictionary, as sqlfmt lays it out."""
    opening, closing = brackets[0], brackets[1]
    if len(entries) == 1:
        return f"{{{{ {macro}({opening}{entries[0]}{closing}) }}}}"
    listed = "".join(f"{_DEEP}        {entry}," for entry in entries)
    return f"{{{{{_DEEP}{macro}({_DEEP}    {opening}{listed}{_DEEP}    {closing}{_DEEP})\n            }}}}"


def _missing(export: Export, name: str) -> str:
    column = export.match.columns[name]
    word = "missing" if export.match.shape.fields[name].reader == "clean_text" else "unreadable"
    return f"{word} {declared_name(column)}"


def source_yml(exports: Sequence[Export]) -> str:
    """Render the yml of a source and its tables."""
    first = exports[0]
    enabled = "{{ env_var('DMP_DATASET', '') == '" + first.dataset + "' }}"
    lines = [
        "sources:",
        f"  - name: {first.source}",
        f"    description: Exports of {first.source}.",
        f"    schema: raw_{first.source}",
        f'    config: {{enabled: "{enabled}"}}',
        "    tables:",
    ]
    for export in exports:
        lines += [
            f"      - name: {export.table}",
            f"        description: {export.match.shape.noun.capitalize()}s as exported.",
            f"        config: {{meta: {{from: {json.dumps(export.origin)}}}}}",
            "        data_tests: [has_rows]",
            "        columns:",
        ]
        for column in export.columns:
            lines += [
                f"          - name: {declared_name(column)}",
                f"            description: {json.dumps(f'As exported: {column}.', ensure_ascii=False)}",
            ]
    return "\n".join(lines) + "\n"


def model_yml(export: Export, contract: Contract) -> str:
    """Render the yml of the staging model; its columns are described as the contract's are."""
    enabled = "{{ env_var('DMP_DATASET', '') == '" + export.dataset + "' }}"
    lines = [
        "models:",
        f"  - name: {export.model}",
        f"    description: One row per {export.match.shape.noun} version received from {export.source}.",
        f'    config: {{enabled: "{enabled}"}}',
        "    columns:",
    ]
    for name in staged(export, contract):
        lines += [
            f"      - name: {name}",
            f"        data_type: {contract.types[name]}",
            f"        description: {json.dumps(contract.descriptions[name], ensure_ascii=False)}",
        ]
        if name in ("loaded_at", "observed_at"):
            lines += ["        config: {meta: {assumed: true}}"]
    return "\n".join(lines) + "\n"
