"""Holding the warehouse: one writer at a time, one sentence for every way it can be unusable."""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from dmp.errors import UserError
from dmp.warehouse.lake import is_lake, open_lake

_PATIENCE_SECONDS = 3.0
_HOLDER = re.compile(r"\(PID (\d+)\)")


class WarehouseInUseError(UserError):
    """Another process holds the warehouse now."""


@contextmanager
def hold_warehouse(warehouse: Path) -> Iterator[None]:
    """Keep other `dmp` runs away from `warehouse` during the body, after checking it is writable.

    dbt-duckdb opens and closes the file many times during a run, so DuckDB's own lock leaves gaps;
    a lock file beside the warehouse does not. The kernel drops the lock when its holder dies, so a
    killed run needs no cleaning up.

    Raises
    ------
    UserError
        The folder cannot be written, another process holds the warehouse, or the file is no DuckDB
        database.
    """
    lock = warehouse.with_name(warehouse.name + ".lock")
    with ExitStack() as held:
        try:
            held.enter_context(hold_file(lock, lambda holder: _held(warehouse, holder)))
        except OSError as error:
            raise UserError(
                f"The warehouse folder {warehouse.parent} cannot be written ({error.strerror}):"
                " make it writable, or point DMP_WAREHOUSE at a file in another folder."
            ) from error
        check_warehouse(warehouse)
        yield


@contextmanager
def hold_file(lock: Path, held_by: Callable[[str], UserError]) -> Iterator[None]:
    """Keep other runs out during the body; where one is in already, raise what `held_by` its process says.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise held_by(os.pread(handle, 20, 0).decode() or "unknown") from error
        os.truncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def check_warehouse(warehouse: Path, patience_seconds: float = _PATIENCE_SECONDS) -> None:
    """Open an existing warehouse for writing once; this replays what a killed run left in its log.

    A reader that holds the file for a moment is waited for, up to `patience_seconds`.

    Raises
    ------
    UserError
        Another process holds the file, or it is damaged or no DuckDB database.
    """
    if warehouse.exists() and not is_lake(warehouse):
        _open(warehouse, patience_seconds).close()


@contextmanager
def writing(
    warehouse: Path, patience_seconds: float = _PATIENCE_SECONDS
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse file for writing; a reader is waited for, up to `patience_seconds`.

    Raises
    ------
    UserError
        Another process holds the file, or it is damaged or no DuckDB database.
    """
    connection = _open(warehouse, patience_seconds)
    try:
        yield connection
    finally:
        connection.close()


def _open(warehouse: Path, patience_seconds: float) -> duckdb.DuckDBPyConnection:
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            return duckdb.connect(str(warehouse))
        except duckdb.Error as error:
            if not _HOLDER.search(str(error)) or time.monotonic() >= deadline:
                raise explain(warehouse, error) from error
            time.sleep(0.2)


@contextmanager
def reading(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open `warehouse` for reading only.

    Raises
    ------
    UserError
        The warehouse does not exist yet, is held by a writer, or is no DuckDB database.
    """
    require_warehouse(warehouse)
    try:
        connection = (
            open_lake(warehouse)
            if is_lake(warehouse)
            else duckdb.connect(str(warehouse), read_only=True)
        )
    except duckdb.Error as error:
        raise explain(warehouse, error) from error
    try:
        yield connection
    finally:
        connection.close()


def require_warehouse(warehouse: Path) -> None:
    """Refuse to go on without a warehouse.

    Raises
    ------
    UserError
        The file does not exist.
    """
    if not warehouse.exists():
        raise UserError(f"There is no warehouse at {warehouse}: run `dmp build` first.")


def explain(warehouse: Path, error: duckdb.Error) -> UserError:
    """Say in one sentence why `warehouse` could not be opened."""
    text = str(error)
    if holder := _HOLDER.search(text):
        return _held(warehouse, holder.group(1))
    if "Permission denied" in text or "Read-only file system" in text:
        return UserError(
            f"The warehouse {warehouse} cannot be written: change its permissions,"
            " or point DMP_WAREHOUSE elsewhere."
        )
    return UserError(
        f"The warehouse {warehouse} is not a readable DuckDB file ({text.splitlines()[0]}):"
        " restore it from a backup. Without one, move it away and run `dmp build`: all is rebuilt from"
        " the raw files except who had which user id, so ids are given anew."
    )


def _held(warehouse: Path, process: str) -> WarehouseInUseError:
    return WarehouseInUseError(
        f"The warehouse {warehouse} is in use by process {process}: wait for it, stop it,"
        " or build into another file with DMP_WAREHOUSE."
    )
