"""How well the users agree with a truth that somebody brings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from dmp.errors import UserError
from dmp.project import Project
from dmp.scorecard.agreement import Agreement, agreement
from dmp.warehouse import reading

COLUMNS = ("source", "record_id", "person")


@dataclass(frozen=True)
class Evaluation:
    """Agreement over the contact records that the truth names and the warehouse holds.

    Attributes
    ----------
    n_records, n_people, n_users
        Records judged, people behind them in truth, users they were given to.
    largest_user
        Judged records of the largest user.
    agreement
        Pairs and B-cubed.
    """

    n_records: int
    n_people: int
    n_users: int
    largest_user: int
    agreement: Agreement


def evaluate(project: Project, truth: Path) -> Evaluation:
    """Compare the users of the last build with a file of source, record_id and person.

    Raises
    ------
    UserError
        The file is missing, is not a table with these columns, or names no record of the warehouse.
    """
    if not truth.is_file():
        raise UserError(f"There is no file {truth}: --truth names a csv or parquet file.")
    with reading(project.warehouse) as warehouse:
        try:
            true = warehouse.read_parquet if truth.suffix == ".parquet" else warehouse.read_csv
            told = true(str(truth))
        except duckdb.Error as error:
            raise UserError(f"{truth} cannot be read as a table: {error}") from error
        missing = [name for name in COLUMNS if name not in told.columns]
        if missing:
            raise UserError(f"{truth} lacks {', '.join(missing)}; it needs {', '.join(COLUMNS)}.")
        judged = warehouse.sql(
            """
            select user_map.user_id, cast(told.person as varchar) as person
            from told
            inner join identity.user_map
                on user_map.record_type = 'contact'
                and user_map.source = cast(told.source as varchar)
                and user_map.record_key = cast(told.record_id as varchar)
            """
        ).df()
    if judged.empty:
        raise UserError(f"No contact record of {truth} is in {project.display(project.warehouse)}.")
    users, found = np.unique(judged["user_id"].to_numpy(dtype=str), return_inverse=True)
    people, true_people = np.unique(judged["person"].to_numpy(dtype=str), return_inverse=True)
    return Evaluation(
        n_records=len(judged),
        n_people=len(people),
        n_users=len(users),
        largest_user=int(np.bincount(found).max()),
        agreement=agreement(found, true_people),
    )
