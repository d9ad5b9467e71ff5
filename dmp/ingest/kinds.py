"""What kind of values the columns of a text delivery hold."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

# so many rows tell
_JUDGED = 20_000
# The first that every value of a column matches is its kind.
KINDS = {
    "whole number": "[+-]?[0-9]+",
    "number": "[+-]?[0-9.,]*[0-9]",
    "day": "[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}",
    "instant": "[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}[T ][0-9]{1,2}:.*",
}


def kinds_of(
    engine: duckdb.DuckDBPyConnection, relation: str, columns: Mapping[str, str]
) -> dict[str, str]:
    """Give {name: whole number, number, day, instant, text or empty} of the columns {name: field} of `relation`."""
    judged = ", ".join(
        f"case when count({field}) = 0 then 'empty' {_tests(field)} else 'text' end"
        for field in columns.values()
    )
    [row] = engine.execute(f"select {judged} from (from {relation} limit {_JUDGED})").fetchall()
    return dict(zip(columns, row, strict=True))


def _tests(field: str) -> str:
    return " ".join(
        f"when bool_and(regexp_full_match(trim({field}), '{pattern}')) then '{kind}'"
        for kind, pattern in KINDS.items()
    )
