"""Where events become durable: one thread writes what waits, syncs once, and then says so to all who wait."""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from dmp.collect.refusal import Refusal
from dmp.disk import sync

# Sources pass over names that begin with an underscore.
OPEN = "_open-"
_SECONDS_BETWEEN_LOOKS = 0.5


@dataclass
class _Waiting:
    """Lines of one request, and who waits for them."""

    source: str
    lines: bytes
    durable: Future[None] = field(default_factory=Future)


class Journal:
    """Files of events, one open per source, each complete when it gets its name.

    Parameters
    ----------
    folder
        The landing folder of the dataset; events of a source go to <source>/events in it.
    rotate_bytes, rotate_seconds
        A file that is larger or older is closed; the next build reads it.
    waiting_bytes
        How much may wait to be written; more is refused, for the client to send again.
    """

    def __init__(
        self,
        folder: Path,
        *,
        rotate_bytes: int = 64 << 20,
        rotate_seconds: float = 10.0,
        waiting_bytes: int = 64 << 20,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._rotate_bytes = rotate_bytes
        self._rotate_seconds = rotate_seconds
        self._waiting_bytes = waiting_bytes
        self._clock = clock
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._n_waiting = 0
        self._lock = threading.Lock()
        self._files: dict[str, _File] = {}
        self._thread = threading.Thread(target=self._write, name="journal")
        self._is_closed = False

    def start(self) -> int:
        """Make good what a killed collector left, then begin to write; give the number of healed files."""
        n_healed = sum(heal(each) for each in sorted(self._folder.glob("*/events")))
        self._thread.start()
        return n_healed

    def add(self, source: str, lines: bytes) -> Future[None]:
        """Hand over whole lines; the future is done when they are on the disk.

        Raises
        ------
        Refusal
            Too much is waiting already, or the journal is closing. The future raises one where the disk
            cannot take them.
        """
        with self._lock:
            if self._is_closed:
                raise Refusal(
                    503, "closing", "The collector is closing: send again.", retry_after=1
                )
            if self._n_waiting and self._n_waiting + len(lines) > self._waiting_bytes:
                raise Refusal(
                    503, "busy", "The disk is slower than the events: send again.", retry_after=1
                )
            self._n_waiting += len(lines)
            waiting = _Waiting(source, lines)
            self._queue.put(waiting)
        return waiting.durable

    def close(self) -> None:
        """Write what waits, close all files and give them their names."""
        with self._lock:
            self._is_closed = True
        self._queue.put(None)
        self._thread.join()

    def _write(self) -> None:
        is_open = True
        while is_open:
            group = self._next_group()
            is_open = None not in group
            self._commit([each for each in group if each is not None])
            self._rotate(everything=not is_open)

    def _next_group(self) -> list[_Waiting | None]:
        group: list[_Waiting | None] = []
        with contextlib.suppress(queue.Empty):
            group.append(self._queue.get(timeout=_SECONDS_BETWEEN_LOOKS))
            while True:
                group.append(self._queue.get_nowait())
        return group

    def _commit(self, group: Sequence[_Waiting]) -> None:
        # whose client has gone is written too: it may have gone after the last byte
        told = {id(each) for each in group if each.durable.set_running_or_notify_cancel()}
        for source in dict.fromkeys(each.source for each in group):
            mine = [each for each in group if each.source == source]
            failure = self._append(source, b"".join(each.lines for each in mine))
            for each in mine:
                if id(each) not in told:
                    continue
                if failure:
                    each.durable.set_exception(failure)
                else:
                    each.durable.set_result(None)
        with self._lock:
            self._n_waiting -= sum(len(each.lines) for each in group)

    def _append(self, source: str, lines: bytes) -> Refusal | None:
        try:
            if source not in self._files:
                self._files[source] = _File(self._folder / source / "events", self._clock())
            self._files[source].append(lines)
        except OSError as error:
            # After a failed sync nobody knows what is on the disk. Events that are sent again have the
            # same messageId, so staging keeps one of them.
            if spoilt := self._files.pop(source, None):
                spoilt.give_up()
            return Refusal(
                503,
                "disk",
                f"The events cannot be written ({error.strerror}): send again.",
                retry_after=5,
            )
        return None

    def _rotate(self, *, everything: bool) -> None:
        for source, file in list(self._files.items()):
            age = self._clock() - file.opened_at
            if everything or file.size >= self._rotate_bytes or age >= self._rotate_seconds:
                del self._files[source]
                try:
                    file.finish()
                except OSError:  # a full disk: complete and durable, and named later
                    self._files[source] = file


class _File:
    """A file that is being written; it is locked, so that nobody heals it meanwhile."""

    def __init__(self, folder: Path, now: float) -> None:
        _make_folder(folder)
        self.size = 0
        self.opened_at = now
        while True:
            self.path = folder / f"{OPEN}{uuid.uuid4().hex}.jsonl"
            self._handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o644)
            fcntl.flock(self._handle, fcntl.LOCK_EX)
            # another collector that starts may have taken the file for a killed one's before it was locked
            if _is_at(self._handle, self.path):
                break
            os.close(self._handle)
        sync(folder)

    def append(self, lines: bytes) -> None:
        """Write whole lines; they are on the disk when this returns."""
        rest = memoryview(lines)
        while rest:
            rest = rest[os.write(self._handle, rest) :]
        os.fdatasync(self._handle)
        self.size += len(lines)

    def finish(self) -> None:
        """Give the file its name."""
        if self.path.exists():
            _name(self.path)
        os.close(self._handle)

    def give_up(self) -> None:
        """Keep what was acknowledged; what was not is cut off as far as the disk lets us."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._handle, self.size)
            if self.size:
                self.finish()
            else:
                self.path.unlink()
                os.close(self._handle)


def heal(folder: Path) -> int:
    """Finish the files that a killed collector left: a last line without its end was never acknowledged and goes.

    Files of a living collector are locked and stay. Gives the number of files that were healed.
    """
    n_healed = 0
    for path in sorted(folder.glob(f"{OPEN}*.jsonl")):
        handle = _locked(path)
        if handle is None:
            continue
        end = _end_of_lines(handle)
        os.ftruncate(handle, end)
        os.fsync(handle)
        if end:
            _name(path)
        else:
            path.unlink()
        os.close(handle)
        n_healed += 1
    return n_healed


def _locked(path: Path) -> int | None:
    """Open a file and lock it; None where somebody writes it, or has finished it meanwhile."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(handle, path):
            return handle
    os.close(handle)
    return None


def _is_at(handle: int, path: Path) -> bool:
    """Tell whether an open file still has this name."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _make_folder(folder: Path) -> None:
    """Make a folder with its parents, each on the disk: after a power cut its files would have no way to them."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        sync(each.parent)


def _end_of_lines(handle: int, step: int = 1 << 16) -> int:
    """Find the place after the last line break of a file, from its end."""
    place = os.fstat(handle).st_size
    while place > 0:
        start = max(0, place - step)
        found = os.pread(handle, place - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        place = start
    return 0


def _name(path: Path) -> None:
    """Rename a complete file to its instant, so that sources read it, oldest first."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    path.rename(path.with_name(f"{stamp}-{path.stem.removeprefix(OPEN)}.jsonl"))
    sync(path.parent)
