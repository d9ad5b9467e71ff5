"""Putting files where the sources of a dataset read them: those of a package, and new deliveries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from dmp.datasets import LANDERS
from dmp.errors import UserError
from dmp.ingest import LandedTable, Landing, land_deliveries
from dmp.project import Project

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


def land_new_deliveries(
    project: Project, tables: Sequence[LandedTable], *, now: datetime
) -> Landing:
    """Land what is new in the places from which `tables` come; `now` (UTC) goes into the file ledger.

    Raises
    ------
    UserError
        A place or the landing folder cannot be used, or deliveries are refused; the others are
        landed even so.
    """
    if not tables:
        return Landing()
    folder = project.landing / project.dataset
    landing = land_deliveries(tables, folder, root=project.root, now=now)
    if landing.refused:
        more = len(landing.refused) - 1
        rest = f" ({more} more are refused: `dmp land` lists them.)" if more else ""
        raise UserError(f"{landing.refused[0]}{rest}")
    return landing
