"""Which contract an export is, and which of its columns are which of the contract's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dmp.errors import UserError
from dmp.sources.shapes import SHAPES, Shape


class NotRecognisedError(UserError):
    """An export fits no contract."""


@dataclass(frozen=True)
class Match:
    """An export taken for a contract.

    Attributes
    ----------
    columns
        {column of the contract: column of the export}.
    total_of
        For orders that are known by their lines alone: the columns of quantity and price; empty otherwise.
    """

    shape: Shape
    columns: dict[str, str]
    total_of: tuple[str, ...] = ()

    @property
    def missing(self) -> list[tuple[str, ...]]:
        """What the contract asks for and the export lacks; of each tuple one column is enough."""
        return [each for each in self.shape.required if not set(each) & set(self.columns)]


def plain(name: str) -> str:
    """Write a column name as synonyms are written: lower case, words joined by _, camel case taken apart."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"\W+", "_", apart.lower()).strip("_")


def recognise(
    columns: Sequence[str],
    wanted: str = "",
    given: Mapping[str, str] | None = None,
    name: str = "",
) -> Match:
    """Take an export with these columns for the contract that it fits best.

    Parameters
    ----------
    columns
        The header.
    wanted
        Name of the contract, where somebody has said it (`orders` or `input__orders`).
    given
        {column of the export: column of the contract}, where somebody has said it; "-" leaves it out.
    name
        What the export is called: a file `orders_2026.csv` tells what a column `id` is.

    Raises
    ------
    NotRecognisedError
        It fits no contract.
    UserError
        An unknown contract or column was named, or the wanted one lacks what it needs.
    """
    told = dict(given or {})
    unknown = sorted(set(told) - set(columns))
    if unknown:
        raise UserError(f"There is no column {unknown[0]}: the export has {', '.join(columns)}.")
    shapes = [shape for shape in SHAPES if wanted in ("", shape.contract, _short(shape))]
    if not shapes:
        known = ", ".join(_short(shape) for shape in SHAPES)
        raise UserError(f"There is no contract {wanted} here: choose one of {known}.")
    matches = [Match(shape, _match(shape, columns, told)) for shape in shapes]
    complete = [match for match in matches if not match.missing]
    clear = [
        match for match in complete if wanted or _tells(match.shape, columns, told, plain(name))
    ]
    fitting = [match for match in clear if wanted or not _foreign(match.shape, columns, told)]
    if fitting:
        return max(fitting, key=lambda match: len(match.columns))
    raise NotRecognisedError(_why_not(columns, told, matches, complete, clear))


def _why_not(
    columns: Sequence[str],
    told: Mapping[str, str],
    matches: Sequence[Match],
    complete: Sequence[Match],
    clear: Sequence[Match],
) -> str:
    """Say what the export is nearest to, what speaks against it and what to do."""
    held = ", ".join(columns)
    if complete:
        like = max(clear or complete, key=lambda match: len(match.columns))
        name = _short(like.shape)
        other = ", ".join(_foreign(like.shape, columns, told))
        but = f"look like {name}, but {other} does not belong there"
        if not other:
            but = f"could be {name}, but no name says so"
        return (
            f"The columns {held} {but}: say --contract {name} if they are, or leave the file out."
        )
    best = max(matches, key=lambda match: (-len(match.missing), len(match.columns)))
    lacks = " and ".join(" or ".join(each) for each in best.missing)
    return (
        f"The columns {held} fit no contract; nearest is {_short(best.shape)}, which lacks {lacks}: name the column"
        " that holds it with --map column=contract_column."
    )


def _tells(shape: Shape, columns: Sequence[str], told: Mapping[str, str], name: str) -> bool:
    """Tell whether the name of a column, or of the export, says that it is this contract."""
    names = {told.get(column, plain(column)) for column in columns}
    return (
        not shape.telling
        or bool(names & set(shape.telling))
        or any(word in name for word in shape.words)
    )


def _foreign(shape: Shape, columns: Sequence[str], told: Mapping[str, str]) -> list[str]:
    """Give the columns that tell against a contract; what somebody named does not."""
    return [column for column in columns if column not in told and plain(column) in shape.foreign]


def recognise_as(shape: Shape, columns: Sequence[str]) -> dict[str, str]:
    """Match the columns of an export to those of a contract by their names alone."""
    return _match(shape, columns, {})


def _short(shape: Shape) -> str:
    return shape.contract.removeprefix("input__")


def _match(shape: Shape, columns: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    wrong = sorted(set(told.values()) - {name for each in SHAPES for name in each.fields} - {"-"})
    if wrong:
        raise UserError(
            f"There is no contract column {wrong[0]}: {_short(shape)} has {', '.join(shape.fields)}."
        )
    matched = {target: column for column, target in told.items() if target in shape.fields}
    free = {plain(column): column for column in columns if column not in told}
    for target, field in shape.fields.items():
        found = next((free[name] for name in (target, *field.names) if name in free), None)
        if found is not None and target not in matched:
            matched[target] = found
    return matched
