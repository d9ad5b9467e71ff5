"""Appending to the seed of manual rules, which people edit too: whole or not at all, one at a time."""

from __future__ import annotations

import csv
import fcntl
import io
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

from dmp.errors import UserError
from dmp.project import Project
from dmp.rules.seeds import Seed, parse_seed, read_seed
from dmp.rules.settings import RULES, rule_problems, seed_problems


class Rule(NamedTuple):
    """A rule without its name, in the words of the seed."""

    kind: str
    a: str
    b: str
    author: str
    reason: str
    created_at: str


def rules_file(project: Project) -> Path:
    """Return the seed of manual rules as the project names it; it may be a link."""
    return project.root / f"seeds/reference/{RULES}.csv"


def append_rules(project: Project, title: str, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Append rules, every byte before them as it is, and return their names.

    They are named "<title> 1", "<title> 2" ..., without the numbers that are taken.

    Raises
    ------
    UserError
        The file cannot be read or written, or holds a slip or a contradiction, now or with these
        rules.
    """
    file = rules_file(project)
    try:
        real = file.resolve(strict=True)
        with _locked(real):
            old = real.read_bytes()
            seed = _judged(project, file, old)
            names = _free_names(title, seed, len(rules))
            new = old + _lines(old, seed, names, rules)
            _judged(project, file, new)
            _replace(real, new)
    except OSError as error:
        raise UserError(
            f"Nothing was written: {project.display(file)} cannot be changed ({error.strerror});"
            " look at the file, its folder and their permissions."
        ) from error
    return names


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Wait until nobody else appends; the kernel drops the lock of a process that dies."""
    with file.with_name(file.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _judged(project: Project, file: Path, content: bytes) -> Seed:
    words = file.with_suffix(".yml").read_text("utf-8")
    seed = parse_seed(RULES, project.display(file), content, words)
    types = file.with_name("idr_id_types.csv")
    problems = seed_problems({RULES: seed}) or rule_problems(
        seed, read_seed(types, project.display(types)).column("id_type")
    )
    if problems:
        raise UserError(f"Nothing was written: {problems[0]}")
    return seed


def _free_names(title: str, seed: Seed, n_names: int) -> tuple[str, ...]:
    taken = set(seed.column("rule_id"))
    free = (name for number in count(1) if (name := f"{title} {number}") not in taken)
    return tuple(islice(free, n_names))


def _lines(old: bytes, seed: Seed, names: Sequence[str], rules: Sequence[Rule]) -> bytes:
    """Write rules in the order of columns and with the ends of lines of the file."""
    end = "\r\n" if b"\r\n" in old else "\n"
    text = io.StringIO()
    writer = csv.DictWriter(text, seed.header, lineterminator=end)
    writer.writerows(
        {"rule_id": name, **rule._asdict()} for name, rule in zip(names, rules, strict=True)
    )
    return (("" if old.endswith(b"\n") else end) + text.getvalue()).encode()


def _replace(file: Path, content: bytes) -> None:
    draft = file.with_name(file.name + ".draft")
    draft.write_bytes(content)
    shutil.copymode(file, draft)
    draft.replace(file)
