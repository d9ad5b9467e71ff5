"""What kind of values the columns of a text delivery hold."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

# so many rows tell
_JUDGED = 200
# The first that every value of a column matches is its kind.
KINDS = {
    "whole number": re.compile(r"[+-]?[0-9]+"),
    "number": re.compile(r"[+-]?[0-9.,]*[0-9]"),
    "day": re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}"),
    "instant": re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}[T ][0-9]{1,2}:.*"),
}


def kinds_of(lines: Sequence[str], delimiter: str, columns: Sequence[str]) -> dict[str, str]:
    """Give {column: whole number, number, day, instant, text or empty} of the first rows of a CSV file.

    `lines` are whole lines below the header; broken ones are passed over.
    """
    rows = csv.reader(lines[:_JUDGED], delimiter=delimiter)
    good = [row for row in rows if len(row) == len(columns)]
    return {name: _kind([row[place].strip() for row in good]) for place, name in enumerate(columns)}


def _kind(values: Sequence[str]) -> str:
    told = [value for value in values if value]
    if not told:
        return "empty"
    matching = (kind for kind, pattern in KINDS.items() if all(map(pattern.fullmatch, told)))
    return next(matching, "text")
