"""dbt in a process of its own, as a person runs it, but for the seconds that it spends on itself.

Every run is forked from one process that has imported dbt and done nothing else, so none sees another.
Four fifths of a small build are dbt's own work, not the warehouse's. A fifth of it serves nobody here: a log of
every step, the graph as a file of 12 MB, written twice, and looks for garbage among a million objects that all stay.
"""

import gc
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["dbt.cli.main", "dbt.adapters.duckdb"])

# Variables of dbt; who wants such a file sets them, or the option.
UNREAD = {"DBT_LOG_LEVEL_FILE": "none", "DBT_WRITE_JSON": "false"}


def run_dbt(
    arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run dbt in `folder`; all that it shows is in `stdout`."""
    with NamedTemporaryFile("r", encoding="utf-8") as shown:
        given = ([*arguments], folder, {**UNREAD, **environment}, shown.name)
        process = SERVER.Process(target=_dbt, args=given)
        process.start()
        process.join()
        assert process.exitcode is not None
        return subprocess.CompletedProcess(arguments, process.exitcode, shown.read(), "")


def _dbt(arguments: list[str], folder: Path, environment: dict[str, str], shown: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.path[:0] = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    output = os.open(shown, os.O_WRONLY)
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())

    gc.disable()
    from dbt.cli.main import cli  # noqa: PLC0415 - of the process that was forked

    cli(arguments)
