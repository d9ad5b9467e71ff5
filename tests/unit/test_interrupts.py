"""An interrupt is noticed whatever the body makes of it."""

import signal
import threading
from contextlib import suppress

import pytest

from dmp.errors import UserError
from dmp.interrupts import noticing_interrupts

pytestmark = pytest.mark.usefixtures("interrupts_arrive")


def test_interrupt_that_the_body_dropped_is_an_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt), noticing_interrupts(), suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_body_inside_a_body_is_noticed_by_both() -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        noticing_interrupts(),
        suppress(KeyboardInterrupt),
        noticing_interrupts(),
    ):
        signal.raise_signal(signal.SIGINT)


def end_after_interrupt(error: Exception) -> None:
    with noticing_interrupts():
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise error


def test_interrupt_that_became_another_error_is_an_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt):
        end_after_interrupt(RuntimeError("Query interrupted"))  # DuckDB's words


def test_sentence_of_the_body_goes_first() -> None:
    with pytest.raises(UserError, match="nothing was published"):
        end_after_interrupt(UserError("The run was interrupted; nothing was published."))


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(ZeroDivisionError), noticing_interrupts():
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ignored_interrupts_stay_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with noticing_interrupts():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_other_threads_work_unnoticed() -> None:
    done = threading.Event()

    def work() -> None:
        with noticing_interrupts():
            done.set()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done.is_set()
