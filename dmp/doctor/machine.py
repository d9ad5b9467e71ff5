"""Whether disk and memory suffice for what is to be built.

How much a build needs was measured on the simulated company: the warehouse of 2,000 people is about
four times their texts, twice that while tables are replaced (`make demo`), and 100,000 people with
5.4 million events took 4.9 GiB of memory (docs/scaling.md).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from dmp.doctor.finding import ERROR, WARNING, Finding

_GIB = 2**30
_PACKED = (".gz", ".zst", ".parquet")
# texts shrink to about a fifth
_UNPACKED_TIMES = 5
_DISK_TIMES = 8
_MEMORY_TIMES = 2
_LEAST_DISK = _GIB // 4
_LEAST_MEMORY = 2 * _GIB
_MEMORY = Path("/proc/meminfo")


def text_bytes(folders: Iterable[Path]) -> int:
    """Estimate the bytes of all deliveries in these folders, as plain text."""
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return sum(
        file.stat().st_size * (_UNPACKED_TIMES if file.suffix in _PACKED else 1) for file in files
    )


def machine_findings(texts: int, warehouse: Path, *, memory: Path = _MEMORY) -> Iterator[Finding]:
    """Compare what is free with what `texts` bytes of deliveries need.

    `warehouse` names the disk; `memory` is the kernel's file, and where there is none memory is not judged.
    """
    folder = next(each for each in (warehouse, *warehouse.parents) if each.exists())
    free, needed = shutil.disk_usage(folder).free, max(_LEAST_DISK, _DISK_TIMES * texts)
    if free < needed:
        yield Finding(
            "disk",
            ERROR if free < _LEAST_DISK else WARNING,
            str(folder),
            f"{_gib(free)} are free, and a build may need {_gib(needed)}",
            "Make room, or point DMP_WAREHOUSE at a larger disk.",
        )
    available, needed = _available(memory), _LEAST_MEMORY + _MEMORY_TIMES * texts
    if available is not None and available < needed:
        yield Finding(
            "memory",
            WARNING,
            "this machine",
            f"{_gib(available)} of memory are available, and a build may need {_gib(needed)}",
            "Close other programs, or build on Spark (docs/scaling.md).",
        )


def _available(memory: Path) -> int | None:
    if not memory.is_file():
        return None
    for line in memory.read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _gib(size: int) -> str:
    return f"{size / _GIB:.1f} GiB"
