"""Running the collector as a process."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from dmp.errors import UserError

# for requests that are half there when the process is told to end
_LAST_SECONDS = 5
_BACKLOG = 2048


def _ended(number: int, frame: FrameType | None) -> None:
    """Nothing is left to do."""


def serve(keys_file: Path, folder: Path, *, host: str, port: int, rotate_seconds: float) -> None:
    """Serve until the process is told to end; then what was accepted is written and the files get their names.

    Parameters
    ----------
    keys_file
        TOML with the write keys.
    folder
        The landing folder of the dataset.

    Raises
    ------
    UserError
        The extra is not installed, the keys cannot be read, the port is taken, or the folder cannot be written.
    """
    try:
        import uvicorn  # noqa: PLC0415 - an extra

        from dmp.collect.app import make_app  # noqa: PLC0415 - needs the extra
    except ImportError:
        raise UserError(
            "The collector needs the extra collect: pip install -e '.[collect]', then try again."
        ) from None
    from dmp.collect.journal import Journal  # noqa: PLC0415 - see above
    from dmp.collect.keys import read_keys  # noqa: PLC0415 - see above

    keys = read_keys(keys_file)
    _check_writable(folder)
    with _listening(host, port) as listener:
        app = make_app(keys, Journal(folder, rotate_seconds=rotate_seconds))
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=_LAST_SECONDS
        )
        server = uvicorn.Server(config)
        # uvicorn raises again what ended it, after a good end: that is no failure
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, _ended)
        server.run(sockets=[listener])


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(_BACKLOG)
        except (OSError, OverflowError) as error:
            raise UserError(
                f"The collector cannot listen on {host}:{port} ({error}): choose another with --host and --port."
            ) from None
        yield listener


def _check_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The landing folder {folder} cannot be made ({error.strerror}): point DMP_LANDING at another."
        ) from None
    if not os.access(folder, os.W_OK):
        raise UserError(
            f"The landing folder {folder} cannot be written: make it writable, or point DMP_LANDING at another."
        )
