"""What a condition of a level says, however it is spelt: read by DuckDB's own parser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import duckdb

ELSE = "else"
# Columns of int_idr_match_records under the names that examples and users of Splink give them.
COLUMNS = {
    "date_of_birth": "birth_day",
    "birth_date": "birth_day",
    "dob": "birth_day",
    "first_name": "given_name",
    "forename": "given_name",
    "last_name": "family_name",
    "surname": "family_name",
    "name": "full_name",
    "postcode": "postal_code",
    "zip": "postal_code",
}
FUNCTIONS = {"substring": "substr"}
PLACE_IN_TEXT = ("alias", "query_location", "query_location_length")


@cache
def meaning(condition: str) -> str:
    """Give a text that two conditions over <column>_l and <column>_r share if they say the same.

    Capitals, blanks, quotes and brackets, the sides of an equation, the order of what `and` and `or`
    connect, and the usual names of a column make no difference. What cannot be read stays as it is.
    """
    if condition.strip().lower() == ELSE:
        return ELSE
    query = "select json_serialize_sql('select ' || ?)"
    with duckdb.connect() as parser:
        ((read,),) = parser.execute(query, [condition]).fetchall()
    parsed = json.loads(read)
    if parsed["error"]:
        return condition
    return json.dumps(_meaning(parsed["statements"][0]["node"]["select_list"]))


def columns_of(conditions: Iterable[str]) -> set[str]:
    """List the columns that conditions read, by our names."""
    read = (re.findall(r'"(\w+)_[lr]"', meaning(condition)) for condition in conditions)
    return {column for columns in read for column in columns}


def _meaning(node: Any) -> Any:
    if isinstance(node, list):
        return [_meaning(each) for each in node]
    if not isinstance(node, dict):
        return node
    if node.get("class") in _READERS:
        return _READERS[node["class"]](node)
    return {key: _meaning(value) for key, value in node.items() if key not in PLACE_IN_TEXT}


def _column(node: Any) -> str:
    column, _, side = ".".join(node["column_names"]).lower().rpartition("_")
    return f"{COLUMNS.get(column, column)}_{side}"


def _constant(node: Any) -> str | float:
    text = str(node["literal"]["text"])
    return float(text) if node["literal"]["kind"] in ("INTEGER", "NUMERIC") else text


def _function(node: Any) -> list[Any]:
    name = node["function_name"].lower()
    arguments = (_meaning(each["expression"]) for each in node["arguments"])
    return [FUNCTIONS.get(name, name), *arguments]


def _comparison(node: Any) -> list[Any]:
    sides = [_meaning(node["left"]), _meaning(node["right"])]
    is_symmetric = node["type"] in ("COMPARE_EQUAL", "COMPARE_NOTEQUAL")
    return [node["type"], *(sorted(sides, key=json.dumps) if is_symmetric else sides)]


def _conjunction(node: Any) -> list[Any]:
    return [node["type"], *sorted(_parts(node, node["type"]), key=json.dumps)]


def _parts(node: Any, kind: str) -> list[Any]:
    if node.get("type") != kind:
        return [_meaning(node)]
    return [part for child in node["children"] for part in _parts(child, kind)]


_READERS = {
    "COLUMN_REF": _column,
    "COMPARISON": _comparison,
    "CONJUNCTION": _conjunction,
    "CONSTANT": _constant,
    "FUNCTION": _function,
}
