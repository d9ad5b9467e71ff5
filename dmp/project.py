"""Where everything of one dataset lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dmp.errors import UserError

DEFAULT_DATASET = "demo"
PROJECT_FILE = "dbt_project.yml"


@dataclass(frozen=True)
class Project:
    """The places of one dataset, all absolute paths.

    Attributes
    ----------
    root
        The folder of dbt_project.yml.
    dataset
        Name of the dataset (a key of `vars.datasets` in dbt_project.yml).
    warehouse
        The DuckDB file that dbt builds.
    raw
        The folder of the delivered files.
    landing
        The folder in which datasets that come from a package put their files.
    published
        The folder in which readers find the publication of this dataset.
    target, logs
        Where dbt writes its artefacts and its log.
    """

    root: Path
    dataset: str
    warehouse: Path
    raw: Path
    landing: Path
    published: Path
    target: Path
    logs: Path

    @classmethod
    def locate(
        cls, *, environ: Mapping[str, str], start: Path, dataset: str | None = None
    ) -> Project:
        """Find the project at or above `start` and read its places from the environment.

        `dataset` overrides DMP_DATASET. Relative paths in DMP_WAREHOUSE, DMP_RAW, DMP_LANDING,
        DMP_PUBLISHED, DBT_TARGET_PATH and DBT_LOG_PATH start at the project folder, as they do for
        dbt itself.

        Raises
        ------
        UserError
            There is no project here, or the dataset is not one of its datasets.
        """
        root = _project_folder(start)
        name = dataset or environ.get("DMP_DATASET") or DEFAULT_DATASET
        _check_dataset(root, name)

        def place(variable: str, default: str) -> Path:
            return (root / (environ.get(variable) or default)).absolute()

        return cls(
            root=root,
            dataset=name,
            warehouse=place("DMP_WAREHOUSE", f"warehouse/{name}.duckdb"),
            raw=place("DMP_RAW", "seeds/raw"),
            landing=place("DMP_LANDING", "warehouse/landing"),
            published=place("DMP_PUBLISHED", f"published/{name}"),
            target=place("DBT_TARGET_PATH", "target"),
            logs=place("DBT_LOG_PATH", "logs"),
        )

    def display(self, path: Path) -> str:
        """Write `path` as a user would type it: relative to the project where it lies inside."""
        return str(path.relative_to(self.root) if path.is_relative_to(self.root) else path)


def _project_folder(start: Path) -> Path:
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file() and _settings(folder).get("name") == "dmp":
            return folder
    raise UserError(
        f"There is no dmp project in {start} or above it:"
        f" change into the folder that holds {PROJECT_FILE}."
    )


def _check_dataset(root: Path, name: str) -> None:
    known = sorted(_settings(root).get("vars", {}).get("datasets", {}))
    if name not in known:
        raise UserError(
            f"Unknown dataset '{name}': choose one of {', '.join(known)} with --dataset or"
            f" DMP_DATASET, or describe it under vars.datasets in {PROJECT_FILE}."
        )


def _settings(root: Path) -> dict[str, Any]:
    try:
        settings: dict[str, Any] = yaml.safe_load((root / PROJECT_FILE).read_text("utf-8")) or {}
    except yaml.YAMLError as error:
        raise UserError(f"{root / PROJECT_FILE} cannot be read as YAML: {error}") from error
    return settings
