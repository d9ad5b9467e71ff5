"""Running the collector as a process."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType

from dmp.errors import UserError


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
        The extra is not installed, the keys cannot be read, or the port is taken.
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

    app = make_app(read_keys(keys_file), Journal(folder, rotate_seconds=rotate_seconds))
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    # uvicorn raises again what ended it, after a good end: that is no failure
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _ended)
    try:
        server.run()
    except SystemExit:
        raise UserError(
            f"The collector cannot listen on {host}:{port}: the port is taken or not allowed; choose"
            " another with --port."
        ) from None
