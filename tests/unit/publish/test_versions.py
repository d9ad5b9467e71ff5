"""A publication is replaced in one step; whatever fails or is killed leaves the last one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dmp.publish import versions as versions_module
from dmp.publish.versions import new_version

ENTRIES = ["marts.txt", "parquet"]


def publish(published: Path, name: str) -> None:
    with new_version(published, name, ENTRIES) as folder:
        fill(folder, name)


def fill(folder: Path, name: str) -> None:
    (folder / "marts.txt").write_text(name)
    (folder / "parquet").mkdir()
    (folder / "parquet" / "users.txt").write_text(name)


def seen(published: Path) -> tuple[str, str]:
    """What a reader of the stable paths finds."""
    table = (published / "parquet" / "users.txt").read_text()
    return (published / "marts.txt").read_text(), table


def versions(published: Path) -> set[str]:
    return {folder.name for folder in (published / "versions").iterdir()}


def test_readers_see_the_newest_version_under_the_same_paths(tmp_path: Path) -> None:
    for name in ("1", "2"):
        publish(tmp_path, name)
        assert seen(tmp_path) == (name, name)


def test_current_and_previous_version_are_kept(tmp_path: Path) -> None:
    for name in ("1", "2", "3"):
        publish(tmp_path, name)
    assert versions(tmp_path) == {"2", "3"}


def break_off(published: Path, name: str) -> None:
    with new_version(published, name, ENTRIES) as folder:
        fill(folder, name)
        raise ZeroDivisionError


def test_version_that_fails_is_removed_and_not_seen(tmp_path: Path) -> None:
    publish(tmp_path, "1")
    with pytest.raises(ZeroDivisionError):
        break_off(tmp_path, "2")
    assert seen(tmp_path) == ("1", "1")
    assert versions(tmp_path) == {"1"}


def test_first_version_that_fails_leaves_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        break_off(tmp_path, "1")
    assert not (tmp_path / "marts.txt").exists()


def test_first_version_without_its_last_step_leaves_nothing_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = iter(range(len(ENTRIES)))

    def point_but_once(link: Path, target: Path) -> None:
        if next(steps, None) is None:
            raise KeyboardInterrupt
        link.symlink_to(target)

    with monkeypatch.context() as patch:
        patch.setattr(versions_module, "_point", point_but_once)
        with pytest.raises(KeyboardInterrupt):
            publish(tmp_path, "1")
    assert not any((tmp_path / entry).exists() for entry in ENTRIES)
    publish(tmp_path, "2")
    assert seen(tmp_path) == ("2", "2")


def test_killed_publication_is_not_seen_and_cleared_by_the_next(tmp_path: Path) -> None:
    publish(tmp_path, "1")
    code = (
        "import os, signal, sys; from pathlib import Path;"
        "from dmp.publish.versions import new_version\n"
        "with new_version(Path(sys.argv[1]), '2', ['marts.txt']) as folder:\n"
        "    (folder / 'marts.txt').write_text('half'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert done.returncode == -9
    assert versions(tmp_path) == {"1", "2"}
    assert seen(tmp_path) == ("1", "1")
    publish(tmp_path, "3")
    assert versions(tmp_path) == {"1", "3"}
    assert seen(tmp_path) == ("3", "3")


def test_reader_with_an_open_file_keeps_it(tmp_path: Path) -> None:
    publish(tmp_path, "1")
    with (tmp_path / "marts.txt").open() as reader:
        for name in ("2", "3", "4"):
            publish(tmp_path, name)
        assert reader.read() == "1"


def test_published_files_are_read_only(tmp_path: Path) -> None:
    publish(tmp_path, "1")
    assert (tmp_path / "marts.txt").stat().st_mode & 0o222 == 0


def test_publication_can_be_moved(tmp_path: Path) -> None:
    publish(tmp_path / "here", "1")
    shutil.move(tmp_path / "here", tmp_path / "there")
    assert seen(tmp_path / "there") == ("1", "1")


def test_reader_in_another_process_never_sees_half(tmp_path: Path) -> None:
    publish(tmp_path, "0")
    code = (
        "import sys; from pathlib import Path; published = Path(sys.argv[1]); wrong = 0\n"
        "print('reading', flush=True)\n"
        "while not (published / 'stop').exists():\n"
        "    here = (published / 'current').resolve()\n"
        "    try: one, two = [(here / name).read_text() for name in ('marts.txt', 'parquet/users.txt')]\n"
        "    except FileNotFoundError: continue\n"  # two publications later the folder is gone
        "    wrong += one != two\n"
        "print(wrong)"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout
    assert reader.stdout.readline() == "reading\n"
    for number in range(1, 60):
        publish(tmp_path, str(number))
    (tmp_path / "stop").touch()
    assert reader.communicate()[0] == "0\n"
    assert reader.returncode == 0
