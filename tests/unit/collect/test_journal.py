"""Files of events: durable when said so, complete when they have their names, healed after a kill."""

import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dmp.collect.journal import OPEN, Journal, heal
from dmp.collect.refusal import Refusal

SECOND = 10.0


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path)
    journal.start()
    yield journal
    journal.close()


def named(folder: Path) -> list[Path]:
    return sorted((folder / "web/events").glob("[!_]*"))


def test_lines_are_on_the_disk_when_the_future_is_done(journal: Journal, tmp_path: Path) -> None:
    journal.add("web", b'{"a":1}\n').result(SECOND)
    (file,) = (tmp_path / "web/events").glob(f"{OPEN}*")
    assert file.read_bytes() == b'{"a":1}\n'


def test_closing_writes_what_waits_and_names_every_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.start()
    waiting = [journal.add("web", b"%d\n" % number) for number in range(100)]
    journal.close()
    assert all(each.done() for each in waiting)
    (file,) = named(tmp_path)
    assert file.read_bytes().split() == [b"%d" % number for number in range(100)]


def test_sources_have_files_of_their_own(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.start()
    journal.add("web", b"1\n")
    journal.add("app", b"2\n")
    journal.close()
    assert [file.read_bytes() for file in sorted(tmp_path.glob("*/events/*"))] == [b"2\n", b"1\n"]


def test_large_file_is_closed(tmp_path: Path) -> None:
    journal = Journal(tmp_path, rotate_bytes=10)
    journal.start()
    for _ in range(3):
        journal.add("web", b"123456789012\n").result(SECOND)
    journal.close()
    assert len(named(tmp_path)) == 3


def test_more_than_may_wait_is_refused_and_not_lost_in_silence(tmp_path: Path) -> None:
    journal = Journal(tmp_path, waiting_bytes=10)  # not started: nothing is written yet
    journal.add("web", b"12345678\n")
    with pytest.raises(Refusal) as refused:
        journal.add("web", b"12345678\n")
    assert (refused.value.status, refused.value.retry_after) == (503, 1)


def test_full_disk_is_told_and_what_was_acknowledged_stays(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.add("web", b"good\n").result(SECOND)
    write = os.write

    def half(handle: int, data: memoryview) -> int:
        if len(data) > 3:
            return write(handle, data[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(Refusal, match=r"cannot be written \(No space left on device\)"):
        journal.add("web", b"wrong!\n").result(SECOND)
    monkeypatch.undo()
    journal.add("web", b"later\n").result(SECOND)
    journal.close()
    assert sorted(file.read_bytes() for file in named(tmp_path)) == [b"good\n", b"later\n"]
    journal.start = lambda: 0  # type: ignore[method-assign]  # closed twice by the fixture is fine


def test_killed_collector_is_healed_to_its_last_whole_line(tmp_path: Path) -> None:
    folder = tmp_path / "web/events"
    folder.mkdir(parents=True)
    long = b"x" * 200_000
    (folder / f"{OPEN}a.jsonl").write_bytes(b'{"a":1}\n{"a":2}\n' + long)
    (folder / f"{OPEN}b.jsonl").write_bytes(b"half")
    assert heal(folder) == 2
    (file,) = folder.iterdir()
    assert file.read_bytes() == b'{"a":1}\n{"a":2}\n'
    assert not file.name.startswith("_")


def test_file_of_a_living_collector_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "web/events"
    folder.mkdir(parents=True)
    with (folder / f"{OPEN}a.jsonl").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert heal(folder) == 0
        assert [each.name for each in folder.iterdir()] == [f"{OPEN}a.jsonl"]


def test_client_that_has_gone_does_not_stop_the_writer(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    gone = journal.add("web", b"1\n")
    gone.cancel()
    journal.start()
    journal.add("web", b"2\n").result(SECOND)
    journal.close()
    assert named(tmp_path)[0].read_bytes() == b"1\n2\n"


def test_file_that_is_not_locked_yet_is_not_lost_to_a_collector_that_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, taken = fcntl.flock, []

    def late(handle: int, how: int) -> None:
        if not taken:  # between making the file and locking it
            taken.append(True)
            heal(tmp_path / "web/events")
        lock(handle, how)

    journal = Journal(tmp_path)
    journal.start()
    monkeypatch.setattr(fcntl, "flock", late)
    journal.add("web", b"1\n").result(SECOND)
    monkeypatch.undo()
    journal.close()
    assert [file.read_bytes() for file in named(tmp_path)] == [b"1\n"]


def test_first_write_that_fails_leaves_no_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    journal = Journal(tmp_path)
    journal.start()
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(Refusal, match="cannot be written"):
        journal.add("web", b"1\n").result(SECOND)
    monkeypatch.undo()
    journal.close()
    assert list((tmp_path / "web/events").iterdir()) == []


def test_folders_of_a_new_source_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    sync = os.fsync

    def noted(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        sync(handle)

    journal = Journal(tmp_path / "landing")
    journal.start()
    monkeypatch.setattr(os, "fsync", noted)
    journal.add("web", b"1\n").result(SECOND)
    monkeypatch.undo()
    journal.close()
    places = (tmp_path, tmp_path / "landing", tmp_path / "landing/web")
    assert {str(each) for each in places} <= set(synced)
