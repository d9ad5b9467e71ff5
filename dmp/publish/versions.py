"""Versions of a publication and the one step that puts a new one in front of all readers.

    published/demo/
        marts.duckdb   -> current/marts.duckdb      fixed links: the paths that readers use
        parquet        -> current/parquet
        manifest.json  -> current/manifest.json
        current        -> versions/20260701T063000Z-1f3a9c
        versions/      the current and the previous publication

Replacing files one by one would let a reader meet a new table beside an old one. A folder cannot be
replaced in one step, a symbolic link can (rename), so all stable paths lead through the one link
`current`. The links are relative, so the folder can be moved or mounted elsewhere. A reader that
has a file open keeps it; whatever a killed run leaves behind is an unreferenced folder, which the
next publication removes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dmp.disk import sync

CURRENT = "current"
_VERSIONS = "versions"
_READ_ONLY = 0o444


@contextmanager
def new_version(published: Path, name: str, entries: Sequence[str]) -> Iterator[Path]:
    """Give a folder to fill: when the body ends well readers see it, else it is removed.

    `entries` are the files and folders of a version that get a stable path in `published`.
    """
    versions = published / _VERSIONS
    versions.mkdir(parents=True, exist_ok=True)
    _remove_all_but(versions, keep={_current_version(published)})
    fresh = versions / name
    fresh.mkdir()
    try:
        yield fresh
        _settle(fresh)
        previous = _current_version(published)
        for entry in entries:
            if not (published / entry).is_symlink():
                _point(published / entry, Path(CURRENT, entry))
        # last: whatever ends the run before this leaves even a first publication unseen
        _point(published / CURRENT, Path(_VERSIONS, name))
        sync(published)
    except BaseException:
        if _current_version(published) != name:
            shutil.rmtree(fresh, ignore_errors=True)
        raise
    _remove_all_but(versions, keep={name, previous})


def _current_version(published: Path) -> str | None:
    link = published / CURRENT
    return link.readlink().name if link.is_symlink() else None


def _point(link: Path, target: Path) -> None:
    """Make `link` lead to `target` in one step, whether it exists or not."""
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


def _settle(folder: Path) -> None:
    """Make all of `folder` read-only and force it to the disk before anything points at it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            path.chmod(_READ_ONLY)
        sync(path)
    sync(folder)
    sync(folder.parent)


def _remove_all_but(versions: Path, keep: set[str | None]) -> None:
    for folder in versions.iterdir():
        if folder.name not in keep:
            shutil.rmtree(folder)
