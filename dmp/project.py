"""Where everything of one dataset lies."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dmp.errors import UserError

DEFAULT_DATASET = "demo"
DEFAULT_TARGET = "duckdb"
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
    profile
        The output of profiles.yml that dbt builds into: duckdb, spark_local ...
    warehouse
        The DuckDB file that dbt builds, on Spark the folder of its lake.
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
    profile: str
    warehouse: Path
    raw: Path
    landing: Path
    published: Path
    target: Path
    logs: Path

    @classmethod
    def locate(
        cls,
        *,
        environ: Mapping[str, str],
        start: Path,
        dataset: str | None = None,
        profile: str | None = None,
    ) -> Project:
        """Find the project at or above `start` and read its places from the environment.

        `dataset` overrides DMP_DATASET, `profile` DMP_TARGET. Relative paths in DMP_WAREHOUSE,
        DMP_LAKE, DMP_RAW, DMP_LANDING, DMP_PUBLISHED, DBT_TARGET_PATH and
        DBT_LOG_PATH start at the project folder, as they do for dbt itself.

        Raises
        ------
        UserError
            There is no project here, or it knows no such dataset or target.
        """
        root = _project_folder(start)
        name = dataset or environ.get("DMP_DATASET") or DEFAULT_DATASET
        _check_dataset(root, name)
        output = profile or environ.get("DMP_TARGET") or DEFAULT_TARGET
        on_spark = output != DEFAULT_TARGET
        if on_spark:
            _check_profile(root, output)

        def place(variable: str, default: str) -> Path:
            return (root / (environ.get(variable) or default)).absolute()

        return cls(
            root=root,
            dataset=name,
            profile=output,
            warehouse=(
                place("DMP_LAKE", f"warehouse/{name}.lake")
                if on_spark
                else place("DMP_WAREHOUSE", f"warehouse/{name}.duckdb")
            ),
            raw=place("DMP_RAW", "seeds/raw"),
            landing=place("DMP_LANDING", "warehouse/landing"),
            published=place("DMP_PUBLISHED", f"published/{name}"),
            target=place("DBT_TARGET_PATH", f"target/{output}" if on_spark else "target"),
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
    variables = _settings(root).get("vars", {})
    adapted = variables.get("adapters") or {}
    known = sorted({*variables.get("datasets", {}), *adapted})
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise UserError(
            f"Unknown dataset '{name}'{hint}: choose one of {', '.join(known)} with --dataset or"
            f" DMP_DATASET, or describe it under vars.datasets in {PROJECT_FILE}."
        )
    shipped = sorted(variables.get("adapter_inputs") or {})
    for adapter in adapted.get(name) or {}:
        if adapter not in shipped:
            near = difflib.get_close_matches(adapter, shipped, n=1, cutoff=0)
            raise UserError(
                f"vars.adapters of {name} in {PROJECT_FILE} names the adapter '{adapter}', which is not shipped; the"
                f" nearest is '{near[0] if near else ''}' (known: {', '.join(shipped)})."
            )


def _check_profile(root: Path, name: str) -> None:
    profiles = yaml.safe_load((root / "profiles.yml").read_text("utf-8"))
    known = sorted(profiles["dmp"]["outputs"])
    if name not in known:
        raise UserError(
            f"Unknown target '{name}': choose one of {', '.join(known)} with --target or DMP_TARGET,"
            " or describe it in profiles.yml."
        )


def _settings(root: Path) -> dict[str, Any]:
    try:
        settings: dict[str, Any] = yaml.safe_load((root / PROJECT_FILE).read_text("utf-8")) or {}
    except yaml.YAMLError as error:
        raise UserError(f"{root / PROJECT_FILE} cannot be read as YAML: {error}") from error
    return settings
