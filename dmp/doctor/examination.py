"""The examination: deliveries, machine, staging and contracts, in the order in which a build would meet them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import datetime

from dmp.doctor.finding import ERROR, SEVERITIES, Finding
from dmp.doctor.machine import machine_findings, text_bytes
from dmp.doctor.offsets import offset_findings
from dmp.engine import check_engine
from dmp.errors import UserError
from dmp.ingest import LandedTable, land_deliveries
from dmp.main_job import (
    Dbt,
    check_adapters_have_tables,
    check_deliveries,
    describe,
    land_files,
    landed_tables,
)
from dmp.project import DEFAULT_TARGET, Project
from dmp.warehouse import hold_warehouse, reading, writing

_CONTRACTS = "path:models/input"


def examine(project: Project, *, now: datetime) -> list[Finding]:
    """Land what is new, stage it, and say what is wrong with it; nothing else is built or published.

    What is found stays in pii.doctor_findings of the warehouse (on Spark: what the models find, without the
    machine and the offsets of raw texts).

    Parameters
    ----------
    now
        Instant (UTC), for the file ledger.

    Returns
    -------
    list[Finding]
        Errors first.

    Raises
    ------
    UserError
        There is no such engine, or the warehouse cannot be used.
    """
    check_engine(project.profile, os.environ)
    with hold_warehouse(project.warehouse):
        found = list(_examined(project, now))
    return sorted(found, key=lambda each: SEVERITIES.index(each.severity))


def _examined(project: Project, now: datetime) -> Iterator[Finding]:
    try:
        land_files(project)
        dbt = Dbt(project, variables={"doctor": True})
        tables = landed_tables(project, dbt.sources())
        asked = list(_refused(project, tables, now))
        if not asked:
            check_adapters_have_tables(project, dbt.sources())
        check_deliveries(dbt.source_folders())
    except UserError as error:
        yield _stop("deliveries", str(error))
        return
    texts = text_bytes([*dbt.source_folders(), *(table.folder for table in tables)])
    asked += machine_findings(texts, project.warehouse)
    run = dbt.build(["+doctor_findings"], with_tests=False)
    if run.is_good:
        asked += [_broken(describe(each)) for each in dbt.test([_CONTRACTS]).results if each.is_bad]
        yield from _listed(project)
        asked += _offsets(project, dbt)
        _keep(project, asked)
    elif run.stopped_by:
        yield _stop("deliveries", run.stopped_by)
    else:
        yield from (_stop("models", describe(each)) for each in run.results if each.is_bad)
    yield from asked


def _refused(project: Project, tables: Sequence[LandedTable], now: datetime) -> Iterator[Finding]:
    if tables:
        folder = project.landing / project.dataset
        landing = land_deliveries(tables, folder, root=project.root, now=now)
        yield from (_stop("deliveries", sentence) for sentence in landing.refused)


def _listed(project: Project) -> list[Finding]:
    """Read what the models found."""
    with reading(project.warehouse) as warehouse:
        rows = warehouse.sql(
            """
            select check_name, severity, subject, finding, advice, n_affected, n_rows
            from pii.doctor_findings
            order by check_name, subject, n_affected desc, finding
            """
        ).fetchall()
    return [Finding(*row) for row in rows]


def _offsets(project: Project, dbt: Dbt) -> list[Finding]:
    if project.profile != DEFAULT_TARGET:
        return []
    with reading(project.warehouse) as warehouse:
        return list(offset_findings(warehouse, dbt.sources()))


def _stop(check_name: str, sentence: str) -> Finding:
    return Finding(check_name, ERROR, "the dataset", sentence, "Correct it, then ask again.")


def _broken(sentence: str) -> Finding:
    return Finding(
        "contracts",
        ERROR,
        "the contracts",
        sentence,
        "`dbt show --select <the test>` shows the rows; correct the staging model, or reject such rows there.",
    )


def _keep(project: Project, findings: Sequence[Finding]) -> None:
    """Add to the table what no model can see."""
    if project.profile != DEFAULT_TARGET or not findings:
        return
    with writing(project.warehouse) as warehouse:
        warehouse.executemany(
            """
            insert into pii.doctor_findings (check_name, severity, subject, finding, advice, n_affected, n_rows)
            values (?, ?, ?, ?, ?, ?, ?)
            """,
            [astuple(each) for each in findings],
        )
