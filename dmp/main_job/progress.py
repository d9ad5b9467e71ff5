"""What a build shows while it runs: one line per layer instead of dbt's log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from threading import Lock
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from dmp.main_job.dbt import BAD, Node


class Progress:
    """Counts finished steps per layer.

    On a terminal a table is kept up to date with what runs right now; anywhere else (a log, a pipe)
    one line is printed when a layer is complete. `clock` returns seconds.
    """

    def __init__(self, steps: Sequence[Node], console: Console, clock: Callable[[], float]) -> None:
        self._steps = {step.unique_id: step for step in steps}
        self._totals = Counter(step.layer for step in steps)
        self._console = console
        self._clock = clock
        self._began = clock()
        self._lock = Lock()
        self._done: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()
        self._running: list[Node] = []
        self._layers: list[str] = []
        self._live = Live(get_renderable=self._table, console=console, refresh_per_second=5)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._live.is_started:
            self._live.stop()

    def started(self, unique_id: str) -> None:
        """Count a step as running."""
        with self._lock:
            if step := self._steps.get(unique_id):
                self._running.append(step)
                if step.layer not in self._layers:
                    self._layers.append(step.layer)

    def finished(self, unique_id: str, status: str) -> None:
        """Count a step as done, failed or skipped."""
        with self._lock:
            if not (step := self._steps.get(unique_id)):
                return
            if step in self._running:
                self._running.remove(step)
            self._done[step.layer] += 1
            self._failed[step.layer] += status in BAD
            self._skipped[step.layer] += status == "skipped"
            if self._is_complete(step.layer) and not self._console.is_terminal:
                elapsed = self._clock() - self._began
                self._console.print(Text(f"  {elapsed:6.1f} s  {self._line(step.layer)}"))

    def _is_complete(self, layer: str) -> bool:
        return self._done[layer] == self._totals[layer]

    def _line(self, layer: str) -> str:
        kinds = [step.kind for step in self._steps.values() if step.layer == layer]
        n_checks = kinds.count("test")
        counted = {"table": len(kinds) - n_checks, "check": n_checks}
        parts = [f"{n} {what}{'s' if n > 1 else ''}" for what, n in counted.items() if n]
        return f"{layer:<14}{', '.join(parts)}{self._bad(layer)}"

    def _bad(self, layer: str) -> str:
        counted = {"failed": self._failed[layer], "skipped": self._skipped[layer]}
        return "".join(f", {n} {what}" for what, n in counted.items() if n)

    def _table(self) -> Table:
        with self._lock:
            table = Table.grid(padding=(0, 2))
            for layer in self._layers:
                count = f"{self._done[layer]}/{self._totals[layer]}{self._bad(layer)}"
                style = (
                    "red" if self._failed[layer] else "green" if self._is_complete(layer) else ""
                )
                now = ", ".join(step.name for step in self._running if step.layer == layer)
                table.add_row(Text(f"  {layer}"), Text(count, style), Text(now, "dim"))
            table.add_row(Text(f"  {self._clock() - self._began:.0f} s", "dim"))
            return table
