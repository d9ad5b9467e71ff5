"""Which exports a place holds: a folder or prefix of files of several names is taken apart, one table each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from dmp.ingest.places import is_delivery, place_of


def origins_in(path: str, root: Path) -> list[str]:
    """Take a folder or an s3:// prefix apart: its folders, or files whose names differ in figures alone.

    A file is the pattern of its later deliveries; a table of a database is one export.
    """
    if path.startswith("s3://"):
        if "*" in path.rpartition("/")[2]:
            return [path]
        names = [delivery.name for delivery in place_of(path, root).deliveries()]
        entries = [name.partition("/") for name in names]
        return _parts(
            path,
            [name for name, slash, _ in entries if not slash],
            [name for name, slash, _ in entries if slash],
        )
    if "://" in path:
        return [path]
    if not (root / path).is_dir():
        return [_pattern(path)]
    inside = [each for each in sorted((root / path).iterdir()) if is_delivery(each.name)]
    files = [each.name for each in inside if each.is_file()]
    return _parts(path, files, [each.name for each in inside if each.is_dir()])


def _parts(path: str, files: Sequence[str], folders: Sequence[str]) -> list[str]:
    """Give the patterns of the files, or the folders where there are none; folders of days and `key=value` are one."""
    kinds = {_pattern(name.partition("=")[0]) for name in folders}
    parts = list(dict.fromkeys(_pattern(name) for name in files))
    if not parts and len(kinds) > 1:
        parts = sorted(set(folders))
    return [f"{path.rstrip('/')}/{each}" for each in parts] if len(parts) > 1 else [path]


def name_of(origin: str) -> str:
    """Give what an export is called, in letters, digits and _: 'orders' of 'exports/orders_*.csv'."""
    last = origin.rstrip("/").rpartition("/")[2]
    known = (
        last.rpartition(".")[2] if "postgres" in origin.partition("://")[0] else last.split(".")[0]
    )
    return re.sub(r"[\W_]+", "_", known.lower()).strip("_")


def _pattern(path: str) -> str:
    """Write * for the days and numbers in the name of a file: later deliveries have others."""
    folder, slash, name = path.rpartition("/")
    stem, dot, endings = name.partition(".")
    return folder + slash + re.sub(r"\d[\d_T:-]*", "*", stem) + dot + endings
