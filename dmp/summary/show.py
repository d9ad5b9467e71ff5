"""Printing the summary of a project's warehouse."""

from __future__ import annotations

from rich.console import Console

from dmp.dashboard import DASHBOARD_FOLDER
from dmp.project import Project
from dmp.publish import MARTS_FILE, PARQUET_FOLDER
from dmp.summary.collect import collect
from dmp.summary.render import render
from dmp.warehouse import read_record, reading


def show(project: Project, console: Console) -> None:
    """Print what the warehouse of `project` holds and where to look next.

    Raises
    ------
    UserError
        The warehouse does not exist, is in use by a writer or cannot be read.
    """
    with reading(project.warehouse) as warehouse:
        summary = collect(warehouse)
    console.print()
    console.print(
        render(
            summary,
            title=f"{project.dataset}: what was built",
            record=read_record(project.warehouse),
            where_to_look=_where_to_look(project),
        )
    )


def _where_to_look(project: Project) -> dict[str, str]:
    places = {}
    if (project.published / MARTS_FILE).exists():
        pages = project.published / DASHBOARD_FOLDER / "index.html"
        places["the pages, in a browser"] = project.display(pages)
        places["the marts, for any DuckDB driver"] = project.display(project.published / MARTS_FILE)
        places["the marts as parquet files"] = project.display(project.published / PARQUET_FOLDER)
    return places | {
        "the graph, its checks and its history": "make dagster",
        "every table and column in words": "make docs",
        "these numbers again": "dmp summary",
    }
