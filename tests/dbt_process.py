"""dbt and dmp in processes of their own, as a person runs them, but for the seconds that they spend on themselves.

Every run is forked from one process that has imported dbt and done nothing else, so none sees another.
Four fifths of a small build are dbt's own work, not the warehouse's, and some of it serves nobody here: a log of
every step, the graph written as JSON twice, and looking for garbage among a million objects that all stay.
"""

import gc
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["dbt.cli.main", "dbt.adapters.duckdb"])

# Variables of dbt; who wants such a file sets them, or the option.
UNREAD = {"DBT_LOG_LEVEL_FILE": "none", "DBT_WRITE_JSON": "false"}


def run_dbt(
    arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run dbt in `folder`, without a log and without JSON unless told to; all that it shows is in `stdout`."""
    with TemporaryDirectory() as place:
        shown = Path(place, "shown")
        code = _run("dbt.cli.main:cli", arguments, folder, {**UNREAD, **environment}, shown, shown)
        return subprocess.CompletedProcess(arguments, code, shown.read_text("utf-8"), "")


def run_dmp(
    arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run `dmp` in `folder`."""
    with TemporaryDirectory() as place:
        shown, said = Path(place, "shown"), Path(place, "said")
        code = _run("dmp.cli:app", arguments, folder, {**environment}, shown, said)
        texts = (file.read_text("utf-8") for file in (shown, said))
        return subprocess.CompletedProcess(arguments, code, *texts)


def _run(command: str, arguments: Sequence[str], *given: object) -> int:
    process = SERVER.Process(target=_forked, args=(command, [*arguments], *given))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _forked(
    command: str,
    arguments: list[str],
    folder: Path,
    environment: dict[str, str],
    shown: Path,
    said: Path,
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.path[:0] = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    for stream, file in ((sys.stdout, shown), (sys.stderr, said)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream.fileno())
    gc.disable()
    module, name = command.split(":")
    getattr(import_module(module), name)(arguments)
