"""Ctrl-C, noticed whatever the libraries in between make of it.

DuckDB turns an interrupt of its query into a RuntimeError, dbt makes a result of it, and Python drops
one that arrives in a destructor.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from dmp.errors import UserError


@contextmanager
def noticing_interrupts() -> Iterator[None]:
    """Raise KeyboardInterrupt when the body was interrupted; a `UserError` of the body goes first.

    Where interrupts are ignored, as in jobs that a script puts into the background, they stay so.
    """
    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield
        return
    came = threading.Event()

    def notice(number: int, frame: FrameType | None) -> None:
        came.set()
        before(number, frame)

    signal.signal(signal.SIGINT, notice)
    try:
        yield
    except UserError:
        raise
    except Exception:
        if came.is_set():
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGINT, before)
    if came.is_set():
        raise KeyboardInterrupt
