"""Putting files where the sources of a dataset read them: those of a package, and new deliveries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from dmp.datasets import LANDERS
from dmp.errors import UserError
from dmp.ingest import LandedTable, Landing, land_deliveries, pull_of
from dmp.project import PROJECT_FILE, Project

# Sources ignore files whose name begins with an underscore.
_MARKER = "_landed.json"


def land_files(project: Project, *, again: bool = False) -> dict[str, int]:
    """Land the files of the dataset of `project` and return the rows written per table.

    Nothing is done, and nothing returned, for a dataset that brings its own files, and for one
    that was completely landed before unless `again` asks for it.

    Raises
    ------
    UserError
        The package is missing, or the landing folder cannot be written.
    """
    land = LANDERS.get(project.dataset)
    folder = project.landing / project.dataset
    if land is None or ((folder / _MARKER).is_file() and not again):
        return {}
    rows = land(folder)
    (folder / _MARKER).write_text(json.dumps(rows) + "\n", "utf-8")
    return rows


def landed_tables(
    project: Project, sources: Iterable[Mapping[str, Any]]
) -> tuple[LandedTable, ...]:
    """List those `sources` of the manifest whose files are landed from config.meta.from.

    Raises
    ------
    UserError
        A table says both where its files are and where they come from, or does not say well what is pulled.
    """
    tables = []
    for source in sources:
        meta = source["config"].get("meta") or {}
        if not meta.get("from"):
            continue
        name, table = source["source_name"], source["name"]
        if meta.get("path"):
            raise UserError(
                f"Source {name}.{table} has meta.path and meta.from: keep path where files are read in place, or"
                " from where they are landed."
            )
        folder = project.landing / project.dataset / name / table
        required = [
            column
            for column, declared in source["columns"].items()
            if ((declared.get("config") or {}).get("meta") or {}).get("required")
        ]
        columns = tuple(source["columns"])
        tables.append(
            LandedTable(
                name,
                table,
                columns,
                meta["from"],
                folder,
                required=tuple(required),
                optional=bool(meta.get("optional")),
                pull=pull_of(meta, columns, f"{name}.{table}"),
            )
        )
    return tuple(tables)


def check_adapters_have_tables(project: Project, sources: Iterable[Mapping[str, Any]]) -> None:
    """Refuse an adapter (config.meta.adapter) for none of whose tables anything was ever landed.

    Raises
    ------
    UserError
        Its place holds nothing that it reads.
    """
    found: dict[str, list[LandedTable]] = {}
    adapted = [source for source in sources if (source["config"].get("meta") or {}).get("adapter")]
    for table in landed_tables(project, adapted):
        found.setdefault(table.source, []).append(table)
    for name, tables in found.items():
        if not any(any(table.folder.glob("[!_]*.parquet")) for table in tables):
            place = tables[0].origin.removesuffix(f"/{tables[0].name}")
            raise UserError(
                f"The adapter {name} finds none of its tables in {place}: expected a folder or file named"
                f" {', '.join(table.name for table in tables)}. Change vars.adapters in {PROJECT_FILE}, or deliver one."
            )


def land_new_deliveries(
    project: Project, sources: Iterable[Mapping[str, Any]], *, now: datetime
) -> Landing:
    """Land what is new for the `sources` of the manifest; `now` (UTC) goes into the file ledger.

    Raises
    ------
    UserError
        A place or the landing folder cannot be used, or deliveries are refused; the others are
        landed even so.
    """
    sources = tuple(sources)
    tables = landed_tables(project, sources)
    if not tables:
        return Landing()
    folder = project.landing / project.dataset
    landing = land_deliveries(tables, folder, root=project.root, now=now)
    if landing.refused:
        more = len(landing.refused) - 1
        rest = f" ({more} more are refused: `dmp land` lists them.)" if more else ""
        raise UserError(f"{landing.refused[0]}{rest}")
    check_adapters_have_tables(project, sources)
    return landing
