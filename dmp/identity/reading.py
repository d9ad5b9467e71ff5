"""Opening a warehouse for questions about who is who."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from dmp.engine import check_lake_is_readable
from dmp.errors import UserError
from dmp.project import Project
from dmp.warehouse import reading


@contextmanager
def reading_identity(project: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse of `project` for reading the tables of identity.

    Raises
    ------
    UserError
        There is no warehouse, it cannot be read from here, or the body misses a table of identity.
    """
    check_lake_is_readable(project.profile, os.environ)
    with reading(project.warehouse) as warehouse, needing_users(project):
        yield warehouse


@contextmanager
def needing_users(project: Project) -> Iterator[None]:
    """Say of a table that the body misses that no build has made it.

    Raises
    ------
    UserError
        The body reads a table that is not there.
    """
    try:
        yield
    except duckdb.CatalogException as error:
        place = project.display(project.warehouse)
        raise UserError(f"There are no users in {place} yet: run `dmp build` first.") from error
