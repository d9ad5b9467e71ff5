"""The dbt project as Dagster sees it: its places and its manifest."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dagster_dbt import DbtCliResource, DbtProject

from dmp.main_job import Dbt
from dmp.project import Project
from orchestration.checks import Manifest, with_attached_checks

_ROOT = Path(__file__).resolve().parent.parent
_PARSED_FOLDERS = ("macros", "models", "python_models", "seeds/reference", "tests/data")
_PARSED_VARIABLES = (
    "DMP_DATASET",
    "DMP_LAKE",
    "DMP_LANDING",
    "DMP_RAW",
    "DMP_TABLE_FORMAT",
    "DMP_TARGET",
    "DMP_WAREHOUSE",
)
_PARSED_FILES = ("dbt_project.yml", "profiles.yml")


def locate() -> Project:
    """Find the project that this package belongs to, for what DMP_DATASET and DMP_TARGET name.

    Raises
    ------
    UserError
        The dataset or the target is unknown.
    """
    return Project.locate(environ=os.environ, start=_ROOT)


def dbt_project(project: Project) -> DbtProject:
    """Describe the dbt project.

    Dagster gets a target folder of its own per dataset and engine: what `dbt` and `dmp build` write
    into target/ on the same machine is never read here half-written or for another of them.
    """
    folder = project.target / "dagster" / project.dataset
    return DbtProject(project_dir=project.root, target=project.profile, target_path=folder)


def dbt_resource(dbt: DbtProject) -> DbtCliResource:
    """Make the resource that runs the `dbt` of this environment, activated or not."""
    return DbtCliResource(
        project_dir=dbt, dbt_executable=str(Path(sys.executable).with_name("dbt"))
    )


def load_manifest(project: Project, dbt: DbtProject) -> Manifest:
    """Read the manifest, after `dbt parse` where it is missing or older than what it was made of.

    Every run of Dagster loads the definitions in a new process, so parsing each time would cost
    seconds per run; a fingerprint of the parsed files tells whether it is needed.

    Raises
    ------
    UserError
        The project cannot be parsed.
    """
    stamp = dbt.manifest_path.with_name("parsed-from.txt")
    fingerprint = _fingerprint(dbt.project_dir)
    is_fresh = stamp.is_file() and stamp.read_text("utf-8") == fingerprint
    if not (is_fresh and dbt.manifest_path.is_file()):
        Dbt(replace(project, target=dbt.manifest_path.parent))
        stamp.write_text(fingerprint, "utf-8")
    manifest: Manifest = json.loads(dbt.manifest_path.read_text("utf-8"))
    return with_attached_checks(manifest)


def _fingerprint(root: Path) -> str:
    """Hash the state of all files that dbt parses, and of the variables that their paths read."""
    digest = hashlib.sha256()
    for path in sorted(_parsed(root)):
        state = path.stat()
        digest.update(f"{path}|{state.st_mtime_ns}|{state.st_size}\n".encode())
    for name in _PARSED_VARIABLES:
        digest.update(f"{name}={os.environ.get(name)}\n".encode())
    return digest.hexdigest()


def _parsed(root: Path) -> Iterator[Path]:
    yield from (root / name for name in _PARSED_FILES)
    for folder in _PARSED_FOLDERS:
        yield from (path for path in (root / folder).rglob("*") if path.is_file())
