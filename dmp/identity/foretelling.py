"""What the next build will make of a user: its surroundings, built aside by the build's own models."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from dmp.errors import UserError
from dmp.identity.reading import reading_identity
from dmp.main_job import Dbt, first_failures
from dmp.project import DEFAULT_TARGET, Project
from dmp.rules.records import Record
from dmp.warehouse import writing

# From the manual rules on; all evidence stays as the last build left it.
SELECTION = (
    "idr_manual_rules",
    "int_idr_manual_links",
    "int_idr_standing",
    "int_idr_limits+,+idr_assignment_log",
)

# Whatever a cannot_link can change about a user happens among the records that hang together with it
# on the lowest rung of likely matches.
_SURROUNDINGS = """
create or replace temp table surroundings as
with
    own as (
        select clusters.component
        from identity.user_map as user_map
        inner join intermediate.int_idr_clusters_det as clusters using (record_id)
        where user_map.user_id = ?
    ),

    placed as (
        select clusters.component, likely.region
        from intermediate.int_idr_clusters_det as clusters
        inner join intermediate.int_idr_clusters_prob as likely using (node_id)
    ),

    regions as (select region from placed inner join own using (component)),

    near as (
        select component from own
        union
        select component from placed inner join regions using (region)
    )

select record_id, node_id
from intermediate.int_idr_clusters_det
inner join near using (component)
"""
_RECORDS = "record_id in (select record_id from surroundings)"
_PAIRS = "node_a in (select node_id from surroundings)"
_COPIED = {
    "reference.idr_id_types": "true",
    "reference.idr_sources": "true",
    "intermediate.int_clock": "true",
    "intermediate.int_idr_manual_groups": "true",
    "intermediate.int_idr_joined_values": "true",
    "intermediate.int_idr_records": _RECORDS,
    "intermediate.int_idr_evidence": _RECORDS,
    "intermediate.int_idr_clusters_det": _RECORDS,
    "intermediate.int_idr_edges_det": _RECORDS,
    "intermediate.int_idr_components": (
        "node_id in (select unnest([node_a, node_b]) from aside.intermediate.int_idr_edges_det)"
    ),
    "intermediate.int_idr_match_records": "node_id in (select node_id from surroundings)",
    "intermediate.int_idr_pairs_scored": _PAIRS,
    # with all that was ever said of their users: who keeps an id is told by their first records
    "identity.assignment_log": f"""
        record_id in (
            select record_id from identity.assignment_log
            where user_id in (select user_id from identity.user_map where {_RECORDS})
        )
    """,  # noqa: S608 - our own query
}


_OWNERS = """
select record_id, max_by(user_id, run_no)
from identity.assignment_log
group by record_id
"""


def foretell(project: Project, user: str) -> Mapping[str, tuple[Record, ...]]:
    """Tell who will have the records of `user` after a build with the manual rules as they are now.

    Returns the records by user id; a new user has the id that it would get in this build.

    Raises
    ------
    UserError
        There are no users yet, the rules cannot be built, or there is no place to do it.
    """
    with _aside(project) as aside:
        with reading_identity(project) as warehouse:
            _copy(warehouse, user, aside.warehouse)
            owned = {
                record_id: Record(*names)
                for record_id, *names in warehouse.execute(
                    "select record_id, source, record_type, record_key"
                    " from identity.user_map where user_id = ? order by record_id",
                    [user],
                ).fetchall()
            }
        _build(aside)
        with writing(aside.warehouse) as built:
            owners = dict(built.execute(_OWNERS).fetchall())
    found: dict[str, list[Record]] = defaultdict(list)
    for record_id, record in owned.items():
        found[owners[record_id]].append(record)
    return {owner: tuple(records) for owner, records in found.items()}


@contextmanager
def _aside(project: Project) -> Iterator[Project]:
    """Give `project` with an empty warehouse in a temporary folder, on DuckDB wherever it is built."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="dmp-foretelling-")
    except OSError as error:
        raise UserError(
            f"There is no temporary folder to build in ({error.strerror}): name one in TMPDIR."
        ) from error
    with folder as name:
        place = Path(name)
        yield replace(
            project,
            profile=DEFAULT_TARGET,
            warehouse=place / "aside.duckdb",
            target=place / "target",
            logs=place / "logs",
        )


def _copy(warehouse: duckdb.DuckDBPyConnection, user: str, place: Path) -> None:
    warehouse.execute(f"attach '{place}' as aside (read_write)")
    warehouse.execute(_SURROUNDINGS, [user])
    for schema in sorted({table.partition(".")[0] for table in _COPIED}):
        warehouse.execute(f"create schema aside.{schema}")
    for table, condition in _COPIED.items():
        warehouse.execute(f"create table aside.{table} as from {table} where {condition}")
    warehouse.execute("detach aside")


def _build(aside: Project) -> None:
    run = Dbt(aside, variables={"idr_allow_merges": True}).build(
        SELECTION,
        with_tests=False,
    )
    if not run.is_good:
        raise UserError(f"These rules cannot be built: {first_failures(run)}")
