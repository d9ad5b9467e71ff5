"""The columns of a staging model: for each column of a contract the expression that reads it from an export."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache

import duckdb

from dmp.ingest.tables import plain_name
from dmp.sources.export import Contract, Export
from dmp.sources.readings import (
    HALF_DAYS,
    MARKED_AMOUNT,
    MILLISECONDS,
    POINT_ZERO,
    SECONDS,
    WRITTEN_AMOUNT,
)
from dmp.sources.shapes import AD_PERFORMANCE, REFUNDS

# A row without any instant counts as known from the beginning: a later date would make a catalogue unknown in the past.
_ALWAYS = "cast('1970-01-01 00:00:00' as timestamp)"
DEEP = "\n                "
# Lines without a number: equal ones of one delivery are several, of two deliveries one that came twice.
_LINE_NO = (
    f"{{{{{DEEP}hash_number({DEEP}"
    '    "_row_text || cast(row_number() over (partition by _row_text, _delivery order by _row_text nulls last) as "'
    f'{DEEP}    ~ dbt.type_string(){DEEP}    ~ ")"{DEEP})\n            }}}}\n           '
)
# where contracts keep what they have no column for, as JSON
_ROOMS = ("attributes", "properties")
_ORDER_OF_TYPES = ("string", "bigint", "decimal(18,4)", "boolean", "date", "timestamp")


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
    for key in ("record_id", "event_id", "refund_id", "consent_event_id", "message_event_id"):
        if key in types and key not in found:
            found[key] = '{{ dbt.hash("_row_text") }}'
    if "line_no" in types and "line_no" not in found:
        found["line_no"] = _LINE_NO
    if shape is REFUNDS:  # some shops write what goes back with a minus
        found["amount"] = f"abs({found['amount']})"
    for name, expression in shape.otherwise.items():
        if name not in found:
            found[name] = (
                found[expression.removeprefix("=")]
                if expression.startswith("=")
                else expression.replace("{source}", literal(export.source))
            )
    if export.match.total_of:
        found["gross_amount"] = f"cast(order_total as {types['gross_amount']})"
    if "currency" in types and "currency" not in found and export.currency:
        found["currency"] = literal(export.currency)
    if has_room(export, contract):
        found |= {name: _further(export) for name in _ROOMS if name in types}
    known_at = _known_at(export, found)
    if "observed_at" in types:
        found["observed_at"] = known_at
    found["loaded_at"] = known_at
    if "source" in types:
        found["source"] = literal(export.source)
    rank = {kind: place for place, kind in enumerate(_ORDER_OF_TYPES)}
    order = list(types)
    return dict(
        sorted(found.items(), key=lambda item: (rank[types[item[0]]], order.index(item[0])))
    )


def _known_at(export: Export, found: Mapping[str, str]) -> str:
    """Say when a row was known: its newest instant, or for days of ads the arrival; without any, always."""
    shape = export.match.shape
    if shape is AD_PERFORMANCE:  # a day is told when it is over, and again when conversions come in
        return '{{ to_utc("source._arrived_at") }}'
    known = [name for name in shape.instants if name in found]
    instants = [found[name] for name in known]
    if not set(known) & {name for each in shape.required for name in each}:
        instants.append(_ALWAYS)
    return _first_of(instants)


def has_room(export: Export, contract: Contract) -> bool:
    """Tell whether the contract has a column for columns that it does not know, and the export has some."""
    return bool(set(_ROOMS) & set(contract.types) and export.further) and not export.match.total_of


def _first_of(expressions: Sequence[str]) -> str:
    if len(expressions) == 1:
        return expressions[0]
    told = ", ".join(expressions)
    return f"coalesce({told})" if len(told) < 80 else f"coalesce({DEEP}{told}\n            )"


def literal(text: str) -> str:
    """Write a text as SQL does."""
    return "'" + text.replace("'", "''") + "'"


def _reading(export: Export, target: str, column: str) -> str:
    reader, kind = export.match.shape.fields[target].reader, export.kinds.get(column, "")
    place = json.dumps(f"source.{declared_name(column)}")
    if reader in ("currency", "country"):
        return f"{reader}_aliases.code"
    if reader == "lower_case":
        return "{{ lower_case(clean_text(" + place + ")) }}"
    if reader == "read_decimal":
        reader = amount_reader(export, column)
    if reader == "clean_text" and kind == POINT_ZERO and target.endswith("_id"):
        reader = "read_id"
    if reader in ("read_timestamp", "read_date") and kind in (SECONDS, MILLISECONDS):
        parts = ", per_second=1000" if kind == MILLISECONDS else ""
        instant = "{{ read_epoch(" + place + parts + ") }}"
        return f"cast({instant} as date)" if reader == "read_date" else instant
    day_first = ", day_first=true" if column in export.day_first else ""
    half_days = ", half_days=true" if reader == "read_timestamp" and kind == HALF_DAYS else ""
    return "{{ " + reader + "(" + place + day_first + half_days + ") }}"


def amount_reader(export: Export, column: str) -> str:
    """Name the macro that reads a column of amounts."""
    is_odd = export.kinds.get(column) in (WRITTEN_AMOUNT, MARKED_AMOUNT)
    return "read_amount" if is_odd else "read_decimal"


def alias_joins(export: Export, selected: Sequence[str]) -> str:
    """Render the joins with the spellings of countries and currencies that the selected columns need."""
    columns = export.match.columns
    joins = ""
    for kind in ("country", "currency"):
        if kind not in columns or kind not in selected:
            continue
        place = json.dumps(f"source.{declared_name(columns[kind])}")
        if kind == "currency" and export.kinds.get(columns[kind]) == MARKED_AMOUNT:
            place = f"currency_of_amount({place})"
        joins += f' {{{{ alias_join("{kind}", {place}) }}}}'
    return joins


def _further(export: Export) -> str:
    """Keep what the contract has no column for as one JSON text."""
    entries = "".join(
        f'{DEEP}        "{declared_name(name)}": clean_text("source.{declared_name(name)}"),'
        for name in export.further
    )
    return f"{{{{{DEEP}json_object({DEEP}    {{{entries}{DEEP}    }}{DEEP})\n            }}}}"


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
