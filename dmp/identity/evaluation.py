"""How well the users agree with a truth that somebody brings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from dmp.errors import UserError
from dmp.identity.reading import reading_identity
from dmp.project import Project
from dmp.scorecard.agreement import Agreement, agreement

COLUMNS = ("source", "record_id", "person")


@dataclass(frozen=True)
class Evaluation:
    """Agreement over the contact records that the truth names and the warehouse holds.

    Attributes
    ----------
    n_records, n_people, n_users
        Records judged, people behind them in truth, users they were given to.
    n_not_found
        Records of the truth that the warehouse does not hold.
    largest_user
        Judged records of the largest user.
    agreement
        Pairs and B-cubed.
    """

    n_records: int
    n_people: int
    n_users: int
    n_not_found: int
    largest_user: int
    agreement: Agreement


def evaluate(project: Project, truth: Path) -> Evaluation:
    """Compare the users of the last build with a file of source, record_id and person.

    All values are text (007 is not 7); rows without a person are left out, and a row that is
    repeated counts once.

    Raises
    ------
    UserError
        The file is missing, is not a table with these columns, gives a record to two people, or
        names no record of the warehouse; or there are no users yet.
    """
    if not truth.is_file():
        raise UserError(f"There is no file {truth}: --truth names a csv or parquet file.")
    with reading_identity(project) as warehouse:
        _load(warehouse, truth)
        _require_one_person_each(warehouse, truth)
        told = warehouse.sql(
            """
            select user_map.user_id, truth.person
            from truth
            left join identity.user_map
                on user_map.record_type = 'contact'
                and user_map.source = truth.source
                and user_map.record_key = truth.record_id
            """
        ).df()
    judged = told.dropna(subset=["user_id"])
    if judged.empty:
        raise UserError(f"No contact record of {truth} is in {project.display(project.warehouse)}.")
    users, found = np.unique(judged["user_id"].to_numpy(dtype=str), return_inverse=True)
    people, true_people = np.unique(judged["person"].to_numpy(dtype=str), return_inverse=True)
    return Evaluation(
        n_records=len(judged),
        n_people=len(people),
        n_users=len(users),
        n_not_found=len(told) - len(judged),
        largest_user=int(np.bincount(found).max()),
        agreement=agreement(found, true_people),
    )


def _load(warehouse: duckdb.DuckDBPyConnection, truth: Path) -> None:
    """Make the temporary table `truth`: one row per record and person, all text."""
    try:
        told = (
            warehouse.read_parquet(str(truth))
            if truth.suffix == ".parquet"
            else warehouse.read_csv(str(truth), header=True, all_varchar=True)
        )
        missing = [name for name in COLUMNS if name not in told.columns]
        if missing:
            raise UserError(f"{truth} lacks {', '.join(missing)}; it needs {', '.join(COLUMNS)}.")
        warehouse.execute(
            """
            create temp table truth as
            select distinct
                cast(source as varchar) as source,
                cast(record_id as varchar) as record_id,
                cast(person as varchar) as person
            from told
            where trim(cast(person as varchar)) <> ''
            """
        )
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise UserError(
            f"{truth} cannot be read as a table ({reason}): bring a csv with a header, in UTF-8,"
            " or a parquet file."
        ) from error


def _require_one_person_each(warehouse: duckdb.DuckDBPyConnection, truth: Path) -> None:
    torn = warehouse.execute(
        "select source, record_id, min(person), max(person) from truth"
        " group by source, record_id having count(*) > 1 order by source, record_id limit 1"
    ).fetchone()
    if torn:
        source, record, one, other = torn
        raise UserError(
            f"{truth} gives the record {source}:{record} to two people, {one} and {other}: keep"
            " one of the rows."
        )
