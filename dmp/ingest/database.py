"""What a source yml says of a table that is pulled from a database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dmp.errors import UserError

_SCHEME = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)
_TABLE = re.compile(r"([^./@:?#]+)\.([^/@:?#]+)")
_SPAN = re.compile(r"([0-9]+) (second|minute|hour|day|week)s?")


@dataclass(frozen=True)
class Pull:
    """A table of PostgreSQL and how it is read.

    Attributes
    ----------
    schema, table
        As the server spells them.
    cursor
        The column that grows when a row changes; None where the whole table is read each time.
    key
        The columns that identify a row; empty where the yml names none.
    look_back
        How far before the last cursor rows are read again: a span of time, or a number for a cursor of whole numbers;
        None for the default of its kind.
    """

    schema: str
    table: str
    cursor: str | None = None
    key: tuple[str, ...] = ()
    look_back: timedelta | int | None = None


def pull_of(meta: Mapping[str, Any], columns: Sequence[str], title: str) -> Pull | None:
    """Read config.meta of the source table `title`; None where its origin is no database.

    Raises
    ------
    UserError
        The origin is no schema.table, the look-back is no span, or cursor or key are no declared columns.
    """
    origin = str(meta["from"])
    scheme = _SCHEME.match(origin)
    if not scheme:
        return None
    named = _TABLE.fullmatch(origin[scheme.end() :])
    if not named:
        # what stands there may hold a password, so it is not repeated
        raise UserError(
            f"meta.from of {title} is no postgres://schema.table: name the table alone; the address and the password"
            " of the server come from the environment (DMP_POSTGRES_URL, or PGHOST, PGUSER, PGPASSWORD ...)."
        )
    cursor = meta.get("cursor")
    key = meta.get("key") or ()
    key = (key,) if isinstance(key, str) else tuple(key)
    for role, column in [("cursor", cursor), *(("key", column) for column in key)]:
        if column is not None and column not in columns:
            raise UserError(
                f"meta.{role} of {title} names {column}, which is no declared column: declare it in the source's yml,"
                f" or name one of {', '.join(columns)}."
            )
    return Pull(named[1], named[2], cursor, key, _span(meta.get("look_back"), title))


def _span(look_back: object, title: str) -> timedelta | int | None:
    if look_back is None or (
        isinstance(look_back, int) and not isinstance(look_back, bool) and look_back >= 0
    ):
        return look_back
    told = _SPAN.fullmatch(str(look_back).strip())
    if not told:
        raise UserError(
            f"meta.look_back of {title} is {look_back}: write a span of time such as '15 minutes', or a number for a"
            " cursor of whole numbers."
        )
    return timedelta(**{f"{told[2]}s": int(told[1])})
