"""Telling whether files changed without reading them: their names, sizes and times of change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dmp.main_job.landing import landed_tables
from dmp.project import PROJECT_FILE, Project

Stamp = frozenset[tuple[str, int, int]]

# What dbt parses; the rest of the project moves no table.
_ROOMS = ("models", "python_models", "macros", "seeds/reference", "tests/data")


def stamp(files: Iterable[Path]) -> Stamp:
    """Give (path, bytes, nanoseconds of the last change) of those `files` that exist."""
    stamps = set()
    for file in files:
        try:
            state = file.stat()
        except FileNotFoundError:
            continue
        stamps.add((str(file), state.st_size, state.st_mtime_ns))
    return frozenset(stamps)


def project_stamp(project: Project) -> Stamp:
    """Stamp the files that dbt makes its manifest of."""
    rooms = [file for room in _ROOMS for file in (project.root / room).rglob("*.*")]
    return stamp([*rooms, project.root / PROJECT_FILE, project.root / "profiles.yml"])


def source_stamps(project: Project, sources: Iterable[Mapping[str, Any]]) -> dict[str, Stamp]:
    """Stamp the files of each of the `sources` of the manifest that has files on this machine.

    Keys are dbt's selectors, source:<source>.<table>. Files whose name begins with an underscore
    are still being written, or are no deliveries.
    """
    sources = tuple(sources)
    folders = {
        f"source:{source['source_name']}.{source['name']}": project.root / path
        for source in sources
        if (path := (source["config"].get("meta") or {}).get("path")) and "://" not in path
    }
    folders |= {f"source:{table.title}": table.folder for table in landed_tables(project, sources)}
    return {name: stamp(folder.glob("[!_]*")) for name, folder in folders.items()}
