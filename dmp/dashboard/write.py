"""Writing the pages: every section asks the published file by itself, so that one that fails leaves the others."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import jinja2

from dmp.dashboard.cells import cell
from dmp.dashboard.queries import QUERIES
from dmp.dashboard.sections import DATA_QUALITY, HOME, Section

DASHBOARD_FOLDER = "dashboard"
_PAGES = {"index.html": ("Overview", HOME), "data_quality.html": ("Data quality", DATA_QUALITY)}

# a table of another shape, or of other types, than the page was written for
_ODD = (duckdb.Error, ValueError, TypeError)

Rows = list[dict[str, Any]]
Tile = Mapping[str, str]  # label, value, note


def write_dashboard(marts: Path, folder: Path, *, dataset: str, published_at: str) -> None:
    """Write the pages about the published file `marts` into `folder`, which is made.

    Raises
    ------
    OSError
        There is no room, or no right to write.
    """
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("dmp.dashboard"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    folder.mkdir(parents=True)
    with duckdb.connect(str(marts), read_only=True) as published:
        tiles, sentences = _tiles(published)
        for name, (title, sections) in _PAGES.items():
            page = templates.get_template("page.html").render(
                title=title,
                dataset=dataset,
                published_at=published_at[:16].replace("T", " "),
                pages={file: label for file, (label, _) in _PAGES.items()},
                current=name,
                tiles=tiles if sections is HOME else [],
                sentences=sentences if sections is HOME else [],
                sections=[_made(published, section) for section in sections],
            )
            (folder / name).write_text(page, "utf-8")


def _asked(published: duckdb.DuckDBPyConnection, query: str) -> Rows:
    asked = published.execute(QUERIES[query])
    names = [name for name, *_ in asked.description or ()]
    return [dict(zip(names, row, strict=True)) for row in asked.fetchall()]


def _made(published: duckdb.DuckDBPyConnection, section: Section) -> dict[str, Any]:
    """Give a section as the template takes it: parts of rows of cells, or the sentence why there are none."""
    told: dict[str, Any] = {"section": section, "parts": [], "sentence": ""}
    try:
        rows = _asked(published, section.query)
        if not rows:
            return told | {"sentence": section.empty}
        if not section.by:
            return told | {"parts": [("", _cells(section, rows))]}
        groups = groupby(rows, key=lambda row: row[section.by])
        return told | {"parts": [(name, _cells(section, list(of_one))) for name, of_one in groups]}
    except _ODD as error:
        return told | {"sentence": _why_not(section.source, error)}


def _why_not(source: str, error: Exception) -> str:
    if isinstance(error, duckdb.CatalogException):
        return f"{source} was not published."
    return f"{source} could not be asked: {str(error).splitlines()[0]}"


def _cells(section: Section, rows: Rows) -> list[list[str]]:
    return [
        [cell(column.kind, [row[field] for field in column.fields]) for column in section.columns]
        for row in rows
    ]


def _tiles(published: duckdb.DuckDBPyConnection) -> tuple[list[Tile], list[str]]:
    """Give the figures at the top, and a sentence for each question that could not be asked."""
    tiles: list[Tile] = []
    sentences = []
    for query, source, read in (
        ("totals", "marts.users", _people),
        ("money", "marts.orders", _money),
    ):
        try:
            [row] = _asked(published, query)
            tiles += read(row)
        except _ODD as error:
            sentences.append(_why_not(source, error))
    return tiles, sentences


def _people(row: Mapping[str, Any]) -> list[Tile]:
    repeating = row["n_repeaters"] / row["n_customers"] if row["n_customers"] else 0
    return [
        _tile("people", row["n_known"] + row["n_anonymous"], f"{row['n_known']:,} known"),
        _tile("customers", row["n_customers"], f"{repeating:.0%} ordered again"),
    ]


def _money(row: Mapping[str, Any]) -> list[Tile]:
    currency = row["currency"] or ""
    change = float(row["lately"] or 0) / float(row["before"]) - 1 if row["before"] else None
    against = "" if change is None else f"{change:+.0%} against the 28 days before"
    return [
        _tile("orders", row["n_orders"], "that count"),
        _tile(f"net revenue, {currency}", row["revenue"] or 0, ""),
        _tile(f"last 28 days, {currency}", row["lately"] or 0, against),
    ]


def _tile(label: str, value: object, note: str) -> Tile:
    return {"label": label.rstrip(", "), "value": f"{float(str(value)):,.0f}", "note": note}
