"""What changed settings would do to the users: built into a copy of the warehouse, told, thrown away."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from dmp.errors import UserError
from dmp.identity.reading import needing_users
from dmp.main_job import Dbt, first_failures
from dmp.project import DEFAULT_TARGET, Project
from dmp.warehouse import hold_warehouse, require_warehouse, writing

# The seeds as they are edited now, over the inputs as they were built last: what differs is the settings' doing.
SELECTION = ("path:seeds/reference", "path:models/intermediate/identity")
EVENTS = ("merge", "split", "move")
LARGEST = 5


@dataclass(frozen=True)
class Change:
    """One user that would lose records to another.

    Attributes
    ----------
    event
        "merge" (all of them), "split" (to a new user) or "move" (to one who is there).
    from_user, to_user
        The two users.
    n_records
        Records that would go.
    sample
        One of them: source, type and key.
    evidence
        What joins the two, of a split or move what no longer does.
    """

    event: str
    from_user: str
    to_user: str
    n_records: int
    sample: str
    evidence: str


@dataclass(frozen=True)
class Preview:
    """What a build with these settings would do.

    Attributes
    ----------
    n_users_before, n_users_after
        Users now and then.
    n_users, n_records
        Per event the users that would lose records, and these records.
    largest
        The largest changes of each event.
    n_held
        Clusters that the growth guard would hold.
    is_stopped, n_known, n_merged, n_largest_before, n_largest_after
        Whether the kill switch would stop the build, and its figures (see int_idr_merge_check).
    """

    n_users_before: int
    n_users_after: int
    n_users: Mapping[str, int]
    n_records: Mapping[str, int]
    largest: tuple[Change, ...]
    n_held: int
    is_stopped: bool
    n_known: int
    n_merged: int
    n_largest_before: int
    n_largest_after: int


def preview(project: Project, *, variables: Mapping[str, object]) -> Preview:
    """Build the identity part with the seeds as they are now and these variables into a copy.

    Raises
    ------
    UserError
        Another engine, no warehouse yet, one that somebody holds, no room for a copy, or the
        identity part cannot be built with these settings.
    """
    if project.profile != DEFAULT_TARGET:
        raise UserError(
            f"A preview is built on DuckDB, not on {project.profile}: try the settings there."
        )
    require_warehouse(project.warehouse)
    with _copied(project) as aside:
        with writing(aside.warehouse) as warehouse:
            _remember(warehouse, project)
        _build(aside, {**variables, "idr_allow_merges": True})
        with writing(aside.warehouse) as warehouse:
            return _compare(warehouse)


@contextmanager
def _copied(project: Project) -> Iterator[Project]:
    """Give `project` with a copy of its warehouse in a temporary folder."""
    with ExitStack() as held:
        try:
            folder = tempfile.TemporaryDirectory(prefix="dmp-preview-")
            place = Path(held.enter_context(folder))
            # the same name, since the views inside bear it
            copy = place / project.warehouse.name
            with hold_warehouse(project.warehouse):
                shutil.copyfile(project.warehouse, copy)
        except OSError as error:
            raise UserError(
                f"The preview cannot copy {project.display(project.warehouse)} into a temporary"
                f" folder ({error.strerror}): make room there, or name another place in TMPDIR."
            ) from error
        yield replace(project, warehouse=copy, target=place / "target", logs=place / "logs")


def _remember(warehouse: duckdb.DuckDBPyConnection, project: Project) -> None:
    """Keep what the settings of before led to beside what they will lead to."""
    warehouse.execute("create or replace schema before")
    with needing_users(project):
        for table in ("identity.user_map", "intermediate.int_idr_evidence"):
            warehouse.execute(f"create table before.{table.split('.')[1]} as from {table}")


def _build(aside: Project, variables: Mapping[str, object]) -> None:
    run = Dbt(aside, variables=variables).build(
        SELECTION,
        with_tests=False,
    )
    if not run.is_good:
        raise UserError(f"These settings cannot be built: {first_failures(run)}")


def _compare(warehouse: duckdb.DuckDBPyConnection) -> Preview:
    warehouse.execute(_CHANGES)
    counted = warehouse.execute(
        "select event, count(distinct from_user), sum(n_records) from before.changes group by event"
    ).fetchall()
    before, after = warehouse.execute(
        "select (select count(distinct user_id) from before.user_map),"
        " (select count(distinct user_id) from identity.user_map)"
    ).fetchall()[0]
    check = warehouse.execute(
        "select is_too_much, n_users_before, n_merged, n_largest_before, n_largest_after"
        " from intermediate.int_idr_merge_check"
    ).fetchall()[0]
    ((n_held,),) = warehouse.execute(
        "select count(*) from intermediate.int_idr_growth where is_held"
    ).fetchall()
    largest = warehouse.execute(_LARGEST, [LARGEST]).fetchall()
    return Preview(
        before,
        after,
        {event: users for event, users, _ in counted},
        {event: int(records) for event, _, records in counted},
        tuple(Change(*row) for row in largest),
        n_held,
        *check,
    )


_CHANGES = """
create table before.changes as
select event, from_user, to_user, count(*) as n_records, min(record_id) as sample
from intermediate.int_idr_changes
group by event, from_user, to_user
"""

# Evidence is what both sides of a change show: live now where it joins them, live before where it
# no longer does. Without a shared value it is the best likely match between them.
_LARGEST = """
with
    ranked as (
        select
            *,
            row_number() over (partition by event order by n_records desc, from_user, to_user) as place
        from before.changes
    ),

    largest as (select * from ranked where place <= ?),

    sides as (
        select largest.from_user, largest.to_user, owners.record_id, owners.user_id = largest.to_user as is_there
        from largest
        inner join before.user_map as owners on owners.user_id in (largest.from_user, largest.to_user)
        where largest.event = 'merge'
        union all
        select largest.from_user, largest.to_user, owners.record_id, owners.user_id = largest.to_user as is_there
        from largest
        inner join identity.user_map as owners on owners.user_id in (largest.from_user, largest.to_user)
        where largest.event <> 'merge'
    ),

    values_then as (
        select record_id, id_type, id_value, 'now' as moment, null as cut_reason
        from intermediate.int_idr_evidence
        where cut_reason is null
        union all
        select earlier.record_id, earlier.id_type, earlier.id_value, 'before' as moment, now.cut_reason
        from before.int_idr_evidence as earlier
        left join intermediate.int_idr_evidence as now using (record_id, id_type, id_value)
        where earlier.cut_reason is null
    ),

    shown as (
        select sides.*, values_then.* exclude (record_id)
        from sides
        inner join values_then on values_then.record_id = sides.record_id
    ),

    shared as (
        select
            from_user,
            to_user,
            moment,
            id_type,
            id_value,
            coalesce(max(cut_reason), case when moment = 'before' then 'given up' end) as lost
        from shown
        group by from_user, to_user, moment, id_type, id_value
        having bool_or(is_there) and bool_or(not is_there)
    ),

    told as (
        select from_user, to_user, moment, string_agg(words, ', ' order by words) as evidence
        from (
            select
                from_user,
                to_user,
                moment,
                count(*) || ' shared ' || id_type || coalesce(' (now ' || lost || ')', '') as words
            from shared
            group by from_user, to_user, moment, id_type, lost
        )
        group by from_user, to_user, moment
    ),

    nodes as (
        select sides.*, contacts.node_id
        from sides
        inner join intermediate.int_idr_match_records as contacts on contacts.record_id = sides.record_id
    ),

    likely as (
        select one.from_user, one.to_user, max(pairs.match_probability) as probability
        from intermediate.int_idr_pairs_scored as pairs
        inner join nodes as one on one.node_id = pairs.node_a
        inner join
            nodes as other
            on other.node_id = pairs.node_b
            and other.from_user = one.from_user
            and other.to_user = one.to_user
            and other.is_there <> one.is_there
        group by one.from_user, one.to_user
    )

select
    largest.event,
    largest.from_user,
    largest.to_user,
    largest.n_records,
    owners.source || ' ' || owners.record_type || ' ' || owners.record_key,
    coalesce(
        told.evidence,
        'a likely match of ' || round(likely.probability, 4),
        'nothing that they share directly'
    )
from largest
inner join identity.user_map as owners on owners.record_id = largest.sample
left join
    told
    on told.from_user = largest.from_user
    and told.to_user = largest.to_user
    and told.moment = case when largest.event = 'merge' then 'now' else 'before' end
left join likely on likely.from_user = largest.from_user and likely.to_user = largest.to_user
order by largest.event, largest.n_records desc, largest.from_user, largest.to_user
"""
