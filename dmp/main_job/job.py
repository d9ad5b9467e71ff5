"""The main job, step by step."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from rich.console import Console
from rich.text import Text

from dmp.engine import check_engine, check_lake_is_readable
from dmp.errors import UserError
from dmp.main_job.dbt import Dbt, DbtRun
from dmp.main_job.deliveries import check_deliveries
from dmp.main_job.failures import conclusion, describe
from dmp.main_job.landing import land_files, land_new_deliveries
from dmp.main_job.progress import Progress
from dmp.project import Project
from dmp.publish import publish
from dmp.warehouse import BuildRecord, hold_warehouse, recorded_build

_FAILURES_SHOWN = 10


@dataclass(frozen=True)
class BuildOptions:
    """What to build: everything, or a selection in dbt's syntax.

    What `exclude` selects is left out of it. A selection is published only when `publish_selection`
    says so. `variables` are dbt's, for this build alone.
    """

    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    full_refresh: bool = False
    publish_selection: bool = False
    variables: Mapping[str, object] = field(default_factory=dict)


def build(
    project: Project, options: BuildOptions, *, console: Console, run_id: str, now: datetime
) -> BuildRecord:
    """Build the dataset with dbt and, after a completely good build, publish its marts.

    `now` is the instant of the run (UTC); it goes into the records of the run, never into the data.

    Raises
    ------
    UserError
        The warehouse cannot be used, the raw files are not as declared, or a model or test failed:
        nothing is published.
    """
    with _alone(project):
        with _nothing_published():
            land_files(project)
            dbt = Dbt(project, variables=options.variables)
            landing = land_new_deliveries(project, dbt.sources(), now=now)
            if landing.landed:
                console.print(Text(landing.sentence))
            record = _run_dbt(project, dbt, options, console=console, run_id=run_id, now=now)
        _publish_if_asked(project, options, record, now)
    return record


def build_landed(
    project: Project,
    dbt: Dbt,
    options: BuildOptions,
    *,
    console: Console,
    run_id: str,
    now: datetime,
) -> BuildRecord:
    """Do what `build` does, with a project that is parsed already and deliveries that have landed.

    Raises
    ------
    UserError
        As `build` does.
    """
    with _alone(project):
        with _nothing_published():
            record = _run_dbt(project, dbt, options, console=console, run_id=run_id, now=now)
        _publish_if_asked(project, options, record, now)
    return record


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    check_engine(project.profile, os.environ)
    check_lake_is_readable(project.profile, os.environ)
    with hold_warehouse(project.warehouse):
        yield


@contextmanager
def _nothing_published() -> Iterator[None]:
    """Say of an interrupt of the body, which publishes nothing, that it did not."""
    try:
        yield
    except KeyboardInterrupt:
        raise UserError("The run was interrupted; nothing was published.") from None


def _publish_if_asked(
    project: Project, options: BuildOptions, record: BuildRecord, now: datetime
) -> None:
    if not options.select or options.publish_selection:
        publish(project, record, now=now)


def _run_dbt(
    project: Project,
    dbt: Dbt,
    options: BuildOptions,
    *,
    console: Console,
    run_id: str,
    now: datetime,
) -> BuildRecord:
    check_deliveries(dbt.source_folders())
    steps = dbt.plan(options.select, options.exclude)
    place = project.display(project.warehouse)
    console.print(Text(f"Building {project.dataset} into {place}: {len(steps)} steps"))
    with (
        recorded_build(project.warehouse, run_id=run_id, now=now) as open_record,
        Progress(steps, console, time.monotonic) as progress,
    ):
        run = dbt.build(
            options.select,
            options.exclude,
            full_refresh=options.full_refresh,
            on_start=progress.started,
            on_finish=progress.finished,
        )
        open_record.note(run.timing, is_complete=not options.select)
        if not run.is_good:
            _list_failures(run, console)
            log = project.display(project.logs / "dbt.log")
            raise UserError(conclusion(run, dataset=project.dataset, log=log))
    return open_record.record


def _list_failures(run: DbtRun, console: Console) -> None:
    bad = [describe(result) for result in run.results if result.is_bad]
    if len(bad) < 2:
        return
    for line in bad[:_FAILURES_SHOWN]:
        console.print(Text(f"  - {line}"))
    if len(bad) > _FAILURES_SHOWN:
        console.print(Text(f"  - and {len(bad) - _FAILURES_SHOWN} more"))
