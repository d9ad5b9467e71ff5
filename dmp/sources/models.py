"""The source yml, staging model and model yml of one export, as a person would have written them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dmp.sources.export import Contract, Export
from dmp.sources.recognition import plain
from dmp.sources.shapes import LAST_CHANGES
from dmp.sources.staged import DEEP, alias_joins, amount_reader, declared_name, staged

_ARRIVED_AT = '{{ to_utc("source._arrived_at") }} as arrived_at'
# What was deleted is told by the newest version of a row: the one before must not come back.
_LATEST = """
    latest as (
        select
            *,
            first_value(is_deleted) over (
                partition by {key}
                order by {newest} desc nulls last, arrived_at desc nulls last, row_id desc nulls last
            ) as is_deleted_for_good
        from parsed
    ),
"""


def sql_of(export: Export, contract: Contract) -> str:
    """Render the staging model."""
    shape, columns = export.match.shape, export.match.columns
    selected = staged(export, contract)
    joins = alias_joins(export, list(selected))
    readings = ",\n            ".join(f"{text} as {name}" for name, text in selected.items())
    needed = [name for name in contract.never_null if name in columns]
    rules = [f'["{name} is null", "{_missing(export, name)}"]' for name in needed]
    if export.match.total_of:
        rules.append('["gross_amount is null", "no line with a quantity and a price"]')
    if export.mark_of_deleted:
        rules.append('["is_deleted_for_good", "deleted at the source"]')
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
    keys = [name for name in shape.key if name in selected]
    key = json.dumps(keys) if len(keys) > 1 else json.dumps(keys[0])
    newest = "loaded_at" if shape.keeps_first or _tells_changes(export) else "arrived_at"
    further = latest = ""
    if newest == "arrived_at" or export.mark_of_deleted:
        further = f"{_ARRIVED_AT},\n            "
    if export.mark_of_deleted:
        further = f"{_is_deleted(export.mark_of_deleted)} as is_deleted,\n            {further}"
        latest = _LATEST.format(key=", ".join(keys), newest=newest)
    return f"""\
with
    {_source_of(export)},

    parsed as (
        select
            {readings},
            {further}_overflow,
            {{{{ row_identity() }}}}
        from source{joins}
    ),
{latest}
    judged as (
        select
            *,
            {rejected},
            {issues}
        from {"latest" if latest else "parsed"}
    ),

    versioned as (select *, {{{{ row_status(key={key}, newest="{newest}") }}}} from judged)

select *
from versioned
"""


def _tells_changes(export: Export) -> bool:
    """Tell whether a column says when a row changed last; where none does, what arrived last is the newest."""
    instants = (export.match.columns.get(name, "") for name in export.match.shape.instants)
    return any(plain(column) in LAST_CHANGES for column in instants)


def _is_deleted(mark: str) -> str:
    """Read the mark of a row that is gone: an instant, or yes and no."""
    place = json.dumps(f"source.{declared_name(mark)}")
    if mark.lower().endswith(("_at", "_on")):
        return "{{ clean_text(" + place + ") }} is not null"
    return "coalesce({{ read_boolean(" + place + ") }}, false)"


def _source_of(export: Export) -> str:
    """Render what is read: the table, for orders that are known by their lines with the sum of these."""
    table = f'{{{{ source("{export.source}", "{export.table}") }}}}'
    if not export.match.total_of:
        return f"source as (select * from {table})"
    parts = export.match.total_of
    amounts = [
        f'{{{{ {amount_reader(export, column)}("{declared_name(column)}") }}}}' for column in parts
    ]
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
    listed = "".join(f"{DEEP}        {entry}," for entry in entries)
    return (
        f"{{{{{DEEP}{macro}({DEEP}    {opening}{listed}{DEEP}    {closing}{DEEP})\n            }}}}"
    )


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
            f"        config: {{meta: {{{_meta(export)}}}}}",
            "        data_tests: [has_rows]",
            "        columns:",
        ]
        for column in export.columns:
            lines += [
                f"          - name: {declared_name(column)}",
                f"            description: {json.dumps(f'As exported: {column}.', ensure_ascii=False)}",
            ]
    return "\n".join(lines) + "\n"


def _meta(export: Export) -> str:
    """Say where a table comes from; of one of a database also how it is pulled."""
    told = [f"from: {json.dumps(export.origin)}"]
    if export.cursor:
        told.append(f"cursor: {declared_name(export.cursor)}")
    if export.key:
        told.append(f"key: [{', '.join(map(declared_name, export.key))}]")
    return ", ".join(told)


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
