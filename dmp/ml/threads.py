"""One heavy computation at a time in a process, with one BLAS thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits

_turn = threading.RLock()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Wait for the turn, then hold BLAS to one thread inside the block.

    With more, OpenMP and BLAS fight for the cores and sums come in another order; the environment
    variable is too late once numpy is loaded. The turn is needed because dbt runs models in threads
    of one process: a limit belongs to the process, threadpoolctl ignores whoever asks second, and
    the first one to leave was seen to free BLAS in the middle of another's fit. Nothing is lost by
    waiting, for the solver uses all its threads alone.
    """
    with _turn, threadpool_limits(limits=1, user_api="blas"):
        yield
