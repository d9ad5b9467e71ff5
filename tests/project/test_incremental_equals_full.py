"""The demo delivered in random batches, built after each, ends where one build of everything ends.

Between the batches people decide who is who; the one build knows their rules from the beginning.
"""

import csv
import gzip
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from house import LADDER_MEMORY, House, declared_columns
from test_manual_rules import decide, own_settings, rule

# Random thirds of all profiles merge 7 to 10 % of the users before: more than the kill switch lets pass.
VARIABLES = ["--vars", "idr_allow_merges: true"]
BUILD = ["--resource-type", "model", "--resource-type", "seed", *VARIABLES]
BATCHES = 3
# What by nature tells the order of arrival or the moment of building (DESIGN.md section 8), and tables of that alone.
ARRIVAL_COLUMNS = {"user_id_at_event", "since_run", "valid_from", "run_id", "built_at"}
ARRIVAL_TABLES = {"history", "redirects", "run_metrics", "assignment_log", "users_registry"}
# Who was who before the last build, and what that build added to them: of a single build, nobody and nothing.
# What of it may show further on, in int_idr_accepted_clusters and quarantine, is compared.
ARRIVAL_TABLES |= {
    "int_idr_standing",
    "int_idr_growth",
    "int_idr_merge_check",
    "int_idr_changes",
}
# Nodes are numbered in the order of their arrival: their numbers are compared by what they stand for, and those of
# clusters, each that of its first node, by the smallest key in it.
NODES = {"node_id", "node_a", "node_b"}
CLUSTERS = {"component", "region", "cluster_node"}
# Python models sum floats in the order of user ids, which depend on the order of arrival: compared by quality.
FROM_PYTHON_COLUMNS = {"segment_no", "segment_name"}


def scatter(raw: Path, folders: list[Path], seed: int) -> None:
    """Deal every raw row of every delivery to one of the folders at random, whole quoted records at a time."""
    rng = np.random.default_rng(seed)
    for source in sorted(raw.rglob("*.gz")):
        if source.is_relative_to(raw / "truth"):
            continue
        text = gzip.decompress(source.read_bytes()).decode()
        is_lines = source.name.endswith(".jsonl.gz")
        rows = text.splitlines(keepends=True) if is_lines else records(text)
        header, body = ("", rows) if is_lines else (rows[0], rows[1:])
        dealt = rng.integers(0, len(folders), size=len(body))
        for number, folder in enumerate(folders):
            place = folder / source.relative_to(raw)
            place = place.with_name(
                f"{source.name.split('.')[0]}-{number}.{source.name.split('.', 1)[1]}"
            )
            place.parent.mkdir(parents=True, exist_ok=True)
            mine = [row for row, batch in zip(body, dealt, strict=True) if batch == number]
            place.write_bytes(gzip.compress((header + "".join(mine)).encode(), mtime=0))


def records(text: str) -> list[str]:
    """The raw text of each CSV record, broken ones included, with line breaks inside quotes kept."""
    lines = text.splitlines(keepends=True)
    joined, open_record = [], ""
    for line in lines:
        open_record += line
        if open_record.count('"') % 2 == 0:
            joined.append(open_record)
            open_record = ""
    return [*joined, open_record] if open_record else joined


def test_records_keeps_quoted_line_breaks_together() -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["a", "b"], ["1", 'x "y"\nz'], ["2"]])
    assert records(out.getvalue()) == ["a,b\r\n", '1,"x ""y""\nz"\r\n', "2\r\n"]


# Contact records of one user that share an address: the first two of each, in the order of record ids.
SHARING = """
    select
        one.source || ':' || one.record_key, other.source || ':' || other.record_key, one_value.id_value
    from identity.user_map as one
    inner join identity.user_map as other
        on other.user_id = one.user_id
        and other.record_id > one.record_id
        and other.record_type = 'contact'
    inner join intermediate.int_idr_evidence as one_value on one_value.record_id = one.record_id
    inner join intermediate.int_idr_evidence as other_value
        on other_value.record_id = other.record_id
        and other_value.id_value = one_value.id_value
    where
        one.record_type = 'contact'
        and one_value.id_type = 'email'
        and one_value.cut_reason is null
        and other_value.cut_reason is null
    qualify row_number() over (partition by one.user_id order by one.record_id, other.record_id) = 1
    order by one.record_id
    limit 4
"""
# The same of those that only a likely match joins.
LIKELY = """
    select one.source || ':' || one.record_key, other.source || ':' || other.record_key
    from intermediate.int_idr_pairs_scored as pairs
    inner join intermediate.int_idr_clusters_det as one_exact on one_exact.node_id = pairs.node_a
    inner join intermediate.int_idr_clusters_det as other_exact
        on other_exact.node_id = pairs.node_b
        and other_exact.component <> one_exact.component
    inner join identity.user_map as one on one.record_id = one_exact.record_id
    inner join identity.user_map as other
        on other.record_id = other_exact.record_id
        and other.user_id = one.user_id
    order by least(one.record_id, other.record_id), greatest(one.record_id, other.record_id)
    limit 2
"""


def next_decisions(house: House, number: int) -> list[dict[str, str]]:
    """What people decide after a batch, about records that they have seen; nobody twice."""
    one, other, third, _ = house.query(SHARING)
    if number == 0:
        return [
            rule("together", "must_link", one[0], other[0]),
            rule("nobody's", "block_value", "email", third[2].upper()),
        ]
    if number == 1:
        likely = house.query(LIKELY)
        return [
            rule("apart", "cannot_link", third[0], third[1]),
            *(rule(f"unlike {n}", "cannot_link", *pair) for n, pair in enumerate(likely)),
        ]
    return []


@pytest.fixture(scope="module")
def houses(
    root: Path, new_house: Callable[[str], House], tmp_path_factory: pytest.TempPathFactory
) -> tuple[House, House]:
    """The demo built in batches, with rules between them, and built once from the same files."""
    batched = new_house("batched")
    settings = own_settings(root, tmp_path_factory.mktemp("settings") / "checkout")
    batched = House(settings, batched.raw, batched.warehouse, settings.with_name("targets"))
    batches = [batched.raw.parent / f"batch {number}" for number in range(BATCHES)]
    scatter(root / "seeds/raw", batches, seed=20260630)
    decisions: list[dict[str, str]] = []
    for number, batch in enumerate(batches):
        shutil.copytree(batch, batched.raw, dirs_exist_ok=True)
        batched.build(*BUILD)
        decisions += next_decisions(batched, number)
        decide(batched, *decisions)
    at_once = House(settings, batched.raw, batched.raw.parent / "once.duckdb", batched.targets)
    at_once.build(*BUILD)
    return batched, at_once


def downstream_of_python(manifest: dict[str, Any]) -> set[str]:
    """Tables that a Python model feeds, directly or not; marts.users aside, of which only the segment is."""
    nodes = {
        key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }
    tainted = {key for key, node in nodes.items() if node["language"] == "python"}
    while True:
        more = {
            key for key, node in nodes.items() if tainted & set(node["depends_on"]["nodes"])
        } - tainted
        if not more:
            break
        tainted |= more
    return {f"{nodes[key]['schema']}.{nodes[key]['alias']}" for key in tainted} - {"marts.users"}


def test_every_table_is_equal_after_mapping_user_ids(houses: tuple[House, House]) -> None:
    batched, at_once = houses
    left_out = downstream_of_python(batched.manifest(*VARIABLES))
    with duckdb.connect() as connection:
        connection.execute(f"attach '{batched.warehouse}' as a (read_only)")
        connection.execute(f"attach '{at_once.warehouse}' as b (read_only)")
        ids = "select a.user_id as old_id, b.user_id as new_id from a.identity.user_map a"
        ids += " full outer join b.identity.user_map b using (record_id) group by all"
        connection.execute(f"create table ids as {ids}")
        n, n_old, n_new = one(
            connection, "select count(*), count(distinct old_id), count(distinct new_id) from ids"
        )
        assert n == n_old == n_new > 1000, "the partitions of records into people differ"

        compared, different = 0, []
        for schema, table in tables(connection):
            if table in ARRIVAL_TABLES or table.endswith(LADDER_MEMORY):
                continue
            if f"{schema}.{table}" in left_out:
                continue
            rows_apart = difference(connection, schema, table)
            compared += 1
            if rows_apart:
                different.append(f"{schema}.{table}: {rows_apart} rows differ")
        assert compared > 40
        assert different == []


def test_rules_of_every_kind_came_between_the_batches(houses: tuple[House, House]) -> None:
    batched, _ = houses
    kinds = batched.query("select kind, count(*) from reference.idr_manual_rules group by 1")
    assert dict(kinds) == {"must_link": 1, "cannot_link": 3, "block_value": 1}
    parted = "select count(distinct rule_id) from intermediate.int_idr_manual_links as links"
    parted += " inner join identity.user_map as one on one.record_id = links.record_a"
    parted += " inner join identity.user_map as other on other.record_id = links.record_b"
    parted += " where (kind = 'must_link') = (one.user_id = other.user_id)"
    assert batched.query(parted) == [(4,)]
    blocked = "select count(*) from intermediate.int_idr_edges_det where cut_by = 'rule nobody''s'"
    assert batched.query(blocked)[0][0] >= 2


def one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row


def tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_catalog = 'a' and table_type = 'BASE TABLE' order by 1, 2"
    ).fetchall()


def difference(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> int:
    """How many rows are in one warehouse alone; doubles are compared to nine digits."""
    columns = connection.execute(
        "select column_name, data_type from information_schema.columns where table_catalog = 'a'"
        f" and table_schema = '{schema}' and table_name = '{table}' order by ordinal_position"
    ).fetchall()
    kept = [
        (name, kind) for name, kind in columns if name not in ARRIVAL_COLUMNS | FROM_PYTHON_COLUMNS
    ]
    nodes = [name for name, kind in kept if name in NODES and kind == "BIGINT"]
    sides = []
    for side in ("a", "b"):
        place = f"{side}.{schema}.{table}"
        read = [readable(name, kind, side, place) for name, kind in kept if name not in nodes]
        ends = [
            f"(select node_key from {side}.intermediate.int_idr_nodes where node_id = t.{name})"
            for name in nodes
        ]
        # an edge has no direction
        both = [f"list_sort([{', '.join(ends)}])"] if ends else []
        sides.append(f"select {', '.join([*read, *both])} from {place} t")
    a, b = sides
    apart = f"({a} except all {b}) union all ({b} except all {a})"
    return int(one(connection, f"select count(*) from ({apart})")[0])


def readable(name: str, kind: str, side: str, place: str) -> str:
    """A column that means the same on both sides."""
    if name == "user_id" and side == "a":
        return "coalesce((select new_id from ids where old_id = t.user_id), t.user_id)"
    if name in CLUSTERS and kind == "BIGINT":
        return (
            f"(select min(node_key) from {place} mate"
            f" inner join {side}.intermediate.int_idr_nodes using (node_id)"
            f" where mate.{name} = t.{name})"
        )
    return f"round({name}, 9)" if kind == "DOUBLE" else name


def test_the_batches_hold_every_row_of_the_demo(houses: tuple[House, House], root: Path) -> None:
    batched, _ = houses
    received = batched.query("select sum(n_received) from marts.delivery_counts")[0][0]
    counts = json.loads((root / "seeds/raw/_simulation.json").read_text())["rows"]
    assert received == sum(counts[name] for name in declared_columns(root))
