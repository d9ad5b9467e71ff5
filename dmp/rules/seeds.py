"""Seeds as people write them: a csv and the yml beside it, which says what its columns may hold."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dmp.errors import UserError


@dataclass(frozen=True)
class Column:
    """What the yml of a seed says about one column."""

    name: str
    is_required: bool = False
    is_unique: bool = False
    is_pattern: bool = False
    kind: str = "string"
    least: int | None = None
    words: tuple[str, ...] = ()
    codes: str = ""
    refers_to: tuple[str, str] | None = None


@dataclass(frozen=True)
class Row:
    """A row of a seed and the line of the file it ends on."""

    line: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Seed:
    """A seed as it is written: `file` is how a user would type its path, `unique` what no two rows share."""

    name: str
    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()

    def where(self, row: Row) -> str:
        """Name a row for a sentence."""
        return f"{self.file}, row {row.line}"

    def values(self, row: Row) -> dict[str, str]:
        """Give the fields of a row by column."""
        return dict(zip(self.header, row.fields, strict=False))

    def column(self, name: str) -> list[str]:
        """All values of a column that are not empty."""
        told = (self.values(row).get(name, "") for row in self.rows)
        return [value for value in told if value]


def read_seeds(root: Path) -> dict[str, Seed]:
    """Read the reference seeds (`seeds/reference`) below the project folder.

    A csv without a yml beside it is somebody's draft and no seed.

    Raises
    ------
    UserError
        A file is no csv of this kind.
    """
    paths = sorted((root / "seeds/reference").glob("*.csv"))
    return {
        path.stem: read_seed(path, str(path.relative_to(root)))
        for path in paths
        if path.with_suffix(".yml").is_file()
    }


def read_seed(path: Path, file: str) -> Seed:
    """Read a seed and the yml beside it; `file` is how a user would type its path.

    Raises
    ------
    UserError
        The file is no csv of this kind.
    """
    words = path.with_suffix(".yml").read_text("utf-8")
    return parse_seed(path.stem, file, path.read_bytes(), words)


def parse_seed(name: str, file: str, content: bytes, words: str) -> Seed:
    """Read a seed from the bytes of its csv and the text of its yml.

    Raises
    ------
    UserError
        The csv is empty, not in UTF-8 or not separated by commas.
    """
    told = yaml.safe_load(words)["seeds"][0]
    kinds = told["config"]["column_types"]
    header, rows = _rows(content, file)
    columns = tuple(_column(each, kinds.get(each["name"], "string")) for each in told["columns"])
    tests = [test for test in told.get("data_tests", ()) if "unique_together" in test]
    unique = tuple(tuple(test["unique_together"]["arguments"]["columns"]) for test in tests)
    return Seed(name, file, header, rows, columns, unique)


def _rows(content: bytes, file: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Read the header and the rows that are not empty."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UserError(
            f"{file}, row {line}: this is not UTF-8; save the file as CSV in UTF-8."
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = tuple(next(reader, ()))
        rows = tuple(Row(reader.line_num, tuple(fields)) for fields in reader if fields)
    except csv.Error as error:
        raise UserError(
            f"{file}, row {reader.line_num}: this cannot be read as csv ({error}); look for a"
            " double quote that is not closed."
        ) from error
    if not header:
        raise UserError(f"{file} is empty: put back its first row, which names the columns.")
    if len(header) == 1 and ";" in header[0]:
        raise UserError(f"{file} is separated by semicolons: save it with commas.")
    return header, rows


def _column(told: Mapping[str, Any], kind: str) -> Column:
    tests: dict[str, dict[str, Any]] = {}
    for test in told.get("data_tests", ()):
        name, settings = (test, {}) if isinstance(test, str) else next(iter(test.items()))
        tests[name] = settings.get("arguments", settings)
    refers = tests.get("relationships")
    meta = told.get("config", {}).get("meta", {})
    return Column(
        name=told["name"],
        is_required="not_null" in tests,
        is_unique="unique" in tests,
        is_pattern=bool(meta.get("is_pattern")),
        codes=meta.get("codes", ""),
        kind=kind,
        least=tests.get("accepted_range", {}).get("min_value"),
        words=tuple(tests.get("accepted_values", {}).get("values", ())),
        refers_to=(re.sub(r"ref\('(\w+)'\)", r"\1", refers["to"]), refers["field"])
        if refers
        else None,
    )
