"""Running one child process and watching what it takes: seconds, processor time, memory, spill."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

KIB = 1024
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Sample:
    """What a process held at one instant (`at`: Unix seconds), in bytes."""

    at: float
    resident: int
    spilled: int


@dataclass(frozen=True)
class Usage:
    """What one finished process took.

    Attributes
    ----------
    exit_code
        0 when it went well.
    seconds, cpu_seconds
        On the wall clock, and of all its threads together.
    peak_resident
        Bytes; the kernel's own high-water mark, not the highest sample.
    samples
        In order of time.
    """

    exit_code: int
    seconds: float
    cpu_seconds: float
    peak_resident: int
    samples: tuple[Sample, ...]

    @property
    def peak_spilled(self) -> int:
        """The most bytes seen at once in the spill folder."""
        return max((sample.spilled for sample in self.samples), default=0)


def run_measured(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    spill: Path,
    every_seconds: float = 0.1,
) -> Usage:
    """Run `command` to its end and measure it; Linux only.

    Parameters
    ----------
    environment
        All variables of the child.
    spill
        Folder into which the process writes what its memory does not hold; need not exist.
    every_seconds
        Between two samples of memory and spill.
    """
    samples: list[Sample] = []
    ended = threading.Event()
    started = time.monotonic()
    child = subprocess.Popen(command, env=dict(environment))

    def watch() -> None:
        while not ended.wait(every_seconds):
            samples.append(Sample(time.time(), _resident(child.pid), _folder_size(spill)))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    # wait4 and not Popen.wait: only it tells the resources of this one child.
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - started
    ended.set()
    watcher.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    return Usage(
        exit_code=child.returncode,
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_resident=usage.ru_maxrss * KIB,
        samples=tuple(samples),
    )


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE
    except (OSError, IndexError):  # the process has just ended
        return 0


def _folder_size(folder: Path) -> int:
    size = 0
    for file in folder.glob("*"):
        try:
            size += file.stat().st_size
        except FileNotFoundError:  # removed while we looked
            continue
    return size
