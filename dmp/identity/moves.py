"""Which records a build gave to somebody else, and which facts followed them."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from dmp.errors import UserError
from dmp.identity.reading import reading_identity
from dmp.project import Project

FACTS = "user_id_at_event"


@dataclass(frozen=True)
class Move:
    """One event of identity's history with the records it moved."""

    event: str
    from_user: str
    to_user: str
    evidence: str
    n_records: int


@dataclass(frozen=True)
class Rekeyed:
    """Facts of a mart that now belong to `to_user`; their id at the event stays `from_user`."""

    table: str
    from_user: str
    to_user: str
    n_facts: int


@dataclass(frozen=True)
class Moves:
    """What one run moved."""

    run_no: int
    moves: tuple[Move, ...]
    facts: tuple[Rekeyed, ...]


def read_moves(project: Project, run_no: int | None = None) -> Moves:
    """Read what a run merged, split and moved; by default the last run that did any of it.

    Raises
    ------
    UserError
        There is no warehouse, it has no users, no run moved anything, or there is no such run.
    """
    with reading_identity(project) as warehouse:
        runs = [
            int(row[0])
            for row in warehouse.execute(
                "select distinct run_no from identity.history where event <> 'create' order by 1"
            ).fetchall()
        ]
        if not runs:
            raise UserError("No build has moved a record from one user to another so far.")
        chosen = runs[-1] if run_no is None else run_no
        if chosen not in runs:
            known = ", ".join(map(str, runs[-12:]))
            raise UserError(f"Run {chosen} moved no records; these did: {known}.")
        moves = tuple(
            Move(*row)
            for row in warehouse.execute(
                """
                with steps as (
                    select
                        record_id, run_no, user_id as to_user,
                        lag(user_id) over (partition by record_id order by run_no) as from_user
                    from identity.assignment_log
                )
                select
                    history.event, history.from_user, coalesce(history.to_user, ''),
                    coalesce(history.evidence, ''), count(steps.record_id)
                from identity.history as history
                left join steps
                    on steps.run_no = history.run_no
                    and steps.from_user is not distinct from history.from_user
                    and steps.to_user is not distinct from history.to_user
                where history.run_no = ? and history.event <> 'create'
                group by all
                order by 1, 2, 3
                """,
                [chosen],
            ).fetchall()
        )
        facts = tuple(_facts(warehouse, moves))
    return Moves(chosen, moves, facts)


def _facts(warehouse: duckdb.DuckDBPyConnection, moves: tuple[Move, ...]) -> list[Rekeyed]:
    tables = warehouse.execute(
        "select table_schema || '.' || table_name from information_schema.columns"
        " where column_name = ? and table_schema = 'marts' order by 1",
        [FACTS],
    ).fetchall()
    found = []
    for (table,) in tables:
        counted = warehouse.execute(
            f"""
            select facts.{FACTS}, facts.user_id, count(*)
            from {table} as facts
            inner join
                (select distinct unnest(?) as from_user, unnest(?) as to_user) as moved
                on moved.from_user = facts.{FACTS}
                and moved.to_user = facts.user_id
            group by all
            order by all
            """,  # noqa: S608 - our own tables
            [[move.from_user for move in moves], [move.to_user for move in moves]],
        ).fetchall()
        found += [Rekeyed(table, *row) for row in counted]
    return found
