"""How a CSV file is written, told from its first lines: delimiter, header, and which columns of a source it has."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from dmp.errors import UserError
from dmp.ingest.tables import plain_name

_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Header:
    """The layout of one CSV file.

    Attributes
    ----------
    delimiter
        One of , ; tab |.
    columns
        The names of its columns in their order, trimmed; a column without a name is "column <n>".
    skipped
        Lines before the header: Excel's `sep=;`.
    first_lines
        Whole lines below the header, as far as the head of the file goes.
    """

    delimiter: str
    columns: tuple[str, ...]
    skipped: int
    first_lines: tuple[str, ...]

    def match(self, declared: tuple[str, ...]) -> dict[str, int]:
        """Give {declared column: place in the file}, whatever the capitals and blanks in its header."""
        places = {plain_name(name): place for place, name in enumerate(self.columns)}
        return {name: places[plain_name(name)] for name in declared if plain_name(name) in places}


def header_names(head: str, name: str) -> tuple[str, ...]:
    """Give the columns that the header of the file `name` has.

    Raises
    ------
    UserError
        There is no header, or it names a column twice.
    """
    return _layout(head, name).columns


def read_header(head: str, declared: tuple[str, ...], name: str) -> Header:
    """Read the layout from the first lines of the file `name`.

    Raises
    ------
    UserError
        There is no header, it names a column twice, or it has none of the declared columns.
    """
    header = _layout(head, name)
    if not header.match(declared):
        raise UserError(
            f"The header of {name} has none of the declared columns: it has {', '.join(header.columns)}, declared are"
            f" {', '.join(declared)}. Deliver it with a header, or change the columns in the source's yml."
        )
    return header


def _layout(head: str, name: str) -> Header:
    lines = head.removeprefix("\ufeff").splitlines(keepends=True)
    skipped = 1 if lines and lines[0].lower().startswith("sep=") else 0
    if len(lines) <= skipped or not lines[skipped].strip():
        raise UserError(f"{name} has no header line: deliver it with the names of its columns.")
    told = lines[0].strip()[4:5] if skipped else ""
    line = lines[skipped].rstrip("\r\n")
    delimiter = (
        told if told in _DELIMITERS else max(_DELIMITERS, key=lambda each: _fields(line, each))
    )
    cells = next(csv.reader([line], delimiter=delimiter))
    columns = tuple(cell.strip() or f"column {place}" for place, cell in enumerate(cells, start=1))
    twice = sorted(
        {each for each in columns if [plain_name(c) for c in columns].count(plain_name(each)) > 1}
    )
    if twice:
        raise UserError(
            f"The header of {name} has {', '.join(twice)} more than once: give every column a name of its own."
        )
    below = tuple(each for each in lines[skipped + 1 :] if each.endswith(("\n", "\r")))
    return Header(delimiter, columns, skipped, below)


def _fields(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter)))
