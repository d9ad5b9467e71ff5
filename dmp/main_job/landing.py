"""Putting the files of a dataset that comes from a package where its sources read them."""

from __future__ import annotations

import json

from dmp.datasets import LANDERS
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
