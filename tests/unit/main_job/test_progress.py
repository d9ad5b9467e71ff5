"""A build shows one line per layer."""

import io

from rich.console import Console

from dmp.main_job.dbt import Node
from dmp.main_job.progress import Progress

STEPS = [
    Node("model.a", "a", "model", "staging"),
    Node("test.a", "not_null_a", "test", "staging"),
    Node("model.b", "b", "model", "marts"),
    Node("model.c", "c", "model", "marts"),
    Node("test.b", "unique_b", "test", "marts"),
]


class Clock:
    """Seconds that pass only when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def shown(*, is_terminal: bool = False) -> tuple[Progress, io.StringIO, Clock]:
    text, clock = io.StringIO(), Clock()
    console = Console(file=text, force_terminal=is_terminal, width=100, color_system=None)
    return Progress(STEPS, console, clock), text, clock


def test_log_gets_a_line_when_a_layer_is_complete() -> None:
    progress, text, clock = shown()
    with progress:
        progress.finished("model.a", "success")
        assert text.getvalue() == ""
        clock.now = 2.5
        progress.finished("test.a", "pass")
    assert text.getvalue() == "     2.5 s  staging       1 table, 1 check\n"


def test_failed_and_skipped_steps_are_counted() -> None:
    progress, text, _ = shown()
    with progress:
        progress.finished("test.b", "fail")
        progress.finished("model.b", "skipped")
        progress.finished("model.c", "skipped")
    assert "2 tables, 1 check, 1 failed, 2 skipped" in text.getvalue()


def test_step_outside_the_plan_is_ignored() -> None:
    progress, text, _ = shown()
    with progress:
        progress.started("operation.hook")
        progress.finished("operation.hook", "success")
    assert text.getvalue() == ""


def test_terminal_shows_what_runs_now() -> None:
    progress, text, _ = shown(is_terminal=True)
    with progress:
        progress.finished("model.a", "success")
        progress.started("model.b")
    last = text.getvalue().rsplit("marts", 1)[1]
    assert "0/3" in last
    assert "b" in last
