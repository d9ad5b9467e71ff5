"""Explaining and unmerging on a warehouse of a few records, written by hand."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from dmp.errors import UserError
from dmp.identity import explain, read_moves
from dmp.identity.unmerge import part_records
from dmp.project import Project

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
# Users: one has a, b, c (e-mail a-b-c, phone b-c, b and c likely), two has d. The desk's address of a and d is blocked.
WAREHOUSE = """
    create schema identity; create schema intermediate; create schema reference;
    create schema marts;
    create table identity.user_map as
    select 'r' || key as record_id, user_id, 'shop' as source, 'contact' as record_type,
        key as record_key
    from (values ('a', 'one'), ('b', 'one'), ('c', 'one'), ('d', 'two')) as t(key, user_id);
    create table identity.users_registry as
    select user_id, min(record_id) as anchor_record from identity.user_map group by user_id;
    create table identity.redirects as
    select 'old' as old_user_id, 'one' as new_user_id;
    insert into identity.users_registry values ('old', 'ra');
    create table intermediate.int_idr_clusters_joined as from (values
        ('ra', 1, 0.9), ('rb', 2, 0.9), ('rc', 3, 0.9), ('rd', 4, 0.9)
    ) as t(record_id, node_id, match_rung);
    create table intermediate.idr_clusters as
    select record_id, 'all' as rung from identity.user_map;
    create table intermediate.int_idr_clusters_det as
    select record_id, 'all' as rung from identity.user_map;
    create table intermediate.int_idr_edges_det as from (values
        (1, 10, 'ra', 'email', 'ann@x.org', 'live', null, null),
        (2, 10, 'rb', 'email', 'ann@x.org', 'live', null, null),
        (3, 10, 'rc', 'email', 'ann@x.org', 'live', null, null),
        (2, 11, 'rb', 'phone', '+49111', 'live', null, null),
        (3, 11, 'rc', 'phone', '+49111', 'live', null, null),
        (1, 12, 'ra', 'email', 'desk@x.org', 'cut', 'blocked', 'rule desk'),
        (4, 12, 'rd', 'email', 'desk@x.org', 'cut', 'blocked', 'rule desk')
    ) as t(node_a, node_b, record_id, id_type, id_value, status, cut_reason, cut_by);
    create table intermediate.int_idr_nodes as from (values
        ('record', 'ra', 1), ('record', 'rb', 2), ('record', 'rc', 3), ('record', 'rd', 4),
        ('identifier', 'email|ann@x.org|', 10), ('identifier', 'phone|+49111|', 11),
        ('identifier', 'email|desk@x.org|', 12)
    ) as t(node_type, node_key, node_id);
    create table intermediate.int_idr_components as from (values
        (1, 1), (2, 1), (3, 1), (10, 1), (11, 1)
    ) as t(node_id, component);
    create table intermediate.int_idr_parted_edges (
        record_id varchar, id_type varchar, id_value varchar, rule_id varchar
    );
    create table intermediate.int_idr_parting_edges (node_a bigint, node_b bigint, rule_id varchar);
    create table intermediate.int_idr_pairs_scored as from (values
        (2, 3, 7.5, 0.95), (1, 4, 1.0, 0.6)
    ) as t(node_a, node_b, match_weight, match_probability);
    create table intermediate.int_idr_manual_links (
        rule_id varchar, kind varchar, record_a varchar, record_b varchar,
        name_a varchar, name_b varchar
    );
    create table reference.idr_manual_rules (
        rule_id varchar, kind varchar, a varchar, b varchar, author varchar, reason varchar
    );
    create table reference.idr_id_types as from (values ('email'), ('phone')) as t(id_type);
    create table identity.history as from (values
        ('create', null, 'one', null::varchar, 1), ('split', 'one', 'two', null, 2)
    ) as t(event, from_user, to_user, evidence, run_no);
    create table identity.assignment_log as from (values
        ('ra', 'one', 1), ('rd', 'one', 1), ('rd', 'two', 2)
    ) as t(record_id, user_id, run_no);
    create table marts.orders as from (values
        ('two', 'one'), ('two', 'two'), ('one', 'one')
    ) as t(user_id, user_id_at_event);
"""


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Project:
    shutil.copytree(root / "seeds/reference", tmp_path / "seeds/reference")
    shutil.copy(root / "dbt_project.yml", tmp_path)
    made = Project.locate(environ={"DMP_WAREHOUSE": "w.duckdb"}, start=tmp_path)
    with duckdb.connect(str(made.warehouse)) as warehouse:
        warehouse.execute(WAREHOUSE)
    return made


def rules_file(project: Project) -> Path:
    return project.root / "seeds/reference/idr_manual_rules.csv"


def take_out(
    project: Project, *names: str, user: str = "one", author: str = "kim"
) -> list[tuple[str, str]]:
    written = part_records(project, user, names, author=author, reason="called", now=NOW)
    return [(home, away) for _, home, away in written]


def test_explain_shows_what_is_shared(project: Project) -> None:
    found = explain(project, "shop:a", "shop:contact:c")
    assert found.is_one
    assert [(step.record, step.kind, step.why_not) for step in found.steps or ()] == [
        ("shop:a", "email", ""),
        ("shop:c", "email", ""),
    ]
    assert explain(project, "phone:+49111", "one").is_one


def test_explain_shows_what_was_given_up(project: Project) -> None:
    found = explain(project, "shop:b", "shop:d")
    assert not found.is_one
    assert found.users == ("one", "two")
    assert [(step.kind, step.value, step.why_not) for step in found.steps or ()] == [
        ("email", "ann@x.org", ""),
        ("email", "ann@x.org", ""),
        ("match", "shop:d", "too weak: below 0.9"),
    ]
    assert not explain(project, "email:desk@x.org", "shop:d").is_one


NODE_TABLES = {
    "int_idr_nodes": ["node_id"],
    "int_idr_clusters_joined": ["node_id"],
    "int_idr_components": ["node_id", "component"],
    "int_idr_edges_det": ["node_a", "node_b"],
    "int_idr_pairs_scored": ["node_a", "node_b"],
}


def test_numbers_of_nodes_decide_nothing(project: Project) -> None:
    """Engines and full refreshes number the nodes otherwise; b and c share address and phone."""
    asked = [("shop:b", "shop:c"), ("email:ann@x.org", "phone:+49111"), ("shop:a", "shop:d")]
    before = [explain(project, *names) for names in asked]
    rules = rules_file(project).read_bytes()
    chosen = take_out(project, "shop:a")
    rules_file(project).write_bytes(rules)
    with duckdb.connect(str(project.warehouse)) as warehouse:
        for table, columns in NODE_TABLES.items():
            for column in columns:
                warehouse.execute(f"update intermediate.{table} set {column} = 99 - {column}")
        warehouse.execute(
            "update intermediate.int_idr_pairs_scored set node_a = node_b, node_b = node_a"
        )
    assert [explain(project, *names) for names in asked] == before
    assert take_out(project, "shop:a") == chosen


def test_explain_tells_that_a_shared_value_is_split(project: Project) -> None:
    """By names, or by the window of its type; c has the address in another part than a and b."""
    with duckdb.connect(str(project.warehouse)) as warehouse:
        warehouse.execute(
            "update intermediate.int_idr_edges_det set node_b = 13"
            " where record_id = 'rc' and id_type = 'email';"
            "insert into intermediate.int_idr_nodes"
            " values ('identifier', 'email|ann@x.org| since 2026-01-01', 13);"
            "update intermediate.int_idr_components set component = 13 where node_id = 3;"
            "insert into intermediate.int_idr_components values (13, 13);"
            "delete from intermediate.int_idr_edges_det where id_type = 'phone';"
            "delete from intermediate.int_idr_pairs_scored"
        )
    found = explain(project, "shop:b", "shop:c")
    assert [step.why_not for step in found.steps or ()] == ["", "split by name or window", ""]


def test_explain_follows_a_merged_user(project: Project) -> None:
    assert explain(project, "old", "shop:a").users == ("one",)


def test_explain_needs_no_table_of_rules_where_there_are_none(project: Project) -> None:
    """Spark writes no file for a seed without rows."""
    with duckdb.connect(str(project.warehouse)) as warehouse:
        warehouse.execute("drop table reference.idr_manual_rules")
    assert explain(project, "shop:a", "shop:b").rules == ()


def test_explain_names_the_rules_between_the_two(project: Project) -> None:
    with duckdb.connect(str(project.warehouse)) as warehouse:
        warehouse.execute(
            "insert into intermediate.int_idr_manual_links values"
            " ('r1', 'cannot_link', 'ra', 'rd', 'shop:a', 'shop:d'),"
            " ('r2', 'cannot_link', 'rd', 'rx', 'shop:d', 'shop:x');"
            "insert into reference.idr_manual_rules values"
            " ('r1', 'cannot_link', 'shop:a', 'shop:d', 'kim', 'called'),"
            " ('r2', 'cannot_link', 'shop:d', 'shop:x', 'kim', 'called')"
        )
    rules = explain(project, "shop:a", "shop:d").rules
    assert rules == ("rule r1: cannot_link shop:a and shop:d (kim: called)",)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("shop:aa", "has seen the record 'shop:aa'; the nearest is 'shop:contact:a'"),
        ("email:an@x.org", "shows the email 'an@x.org'; the nearest is 'ann@x.org'"),
        ("tow", "no user 'tow'; the nearest is 'two'"),
        ("shop:", "'shop:' names nothing"),
    ],
)
def test_explain_refuses_what_nobody_knows(project: Project, name: str, words: str) -> None:
    with pytest.raises(UserError) as refused:
        explain(project, name, "shop:a")
    assert words in str(refused.value)


def test_unmerge_writes_as_few_rules_as_hold_all_that_is_shared(project: Project) -> None:
    """Record b shares address, phone and a likely match with c; with a only the address."""
    assert take_out(project, "shop:b") == [("shop:c", "shop:b")]


def test_unmerge_appends_and_leaves_the_rest_as_it_is(project: Project) -> None:
    file = rules_file(project)
    old = file.read_text().rstrip("\n") + '\nr1,block_value,email,  "x",kim,why,2026-01-01'
    file.write_text(old)
    take_out(project, "shop:a")
    assert file.read_text() == (
        f"{old}\nunmerge 2026-07-01T12:00:00Z 1,cannot_link,shop:b,shop:a,kim,called,"
        "2026-07-01T12:00:00Z\n"
    )
    assert [path.name for path in file.parent.glob("*.draft")] == []


def test_unmerge_writes_nothing_against_a_must_link(project: Project) -> None:
    file = rules_file(project)
    with file.open("a") as text:
        text.write("r1,must_link,shop:b,shop:a,kim,why,2026-01-01\n")
    before = file.read_bytes()
    with pytest.raises(UserError, match="the must_link 'r1' is newer than the last build"):
        take_out(project, "shop:a")
    with duckdb.connect(str(project.warehouse)) as warehouse:
        warehouse.execute(
            "insert into intermediate.int_idr_manual_links values"
            " ('r1', 'must_link', 'rb', 'ra', 'shop:b', 'shop:a')"
        )
    with pytest.raises(UserError, match=r"Nothing was written: .*declare one person"):
        take_out(project, "shop:a")
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("names", "user", "author", "words"),
    [
        (["shop:b"], "one", " ", "an author and a reason"),
        (["shop:b"], "tow", "kim", "no user 'tow'; the nearest is 'two'"),
        (["shop:d"], "one", "kim", "has no record 'shop:d'; the nearest is 'shop:contact:a'"),
        (["shop:a", "shop:b", "shop:c"], "one", "kim", "all records of one"),
    ],
)
def test_unmerge_refuses(
    project: Project, names: list[str], user: str, author: str, words: str
) -> None:
    before = rules_file(project).read_bytes()
    with pytest.raises(UserError) as refused:
        take_out(project, *names, user=user, author=author)
    assert words in str(refused.value)
    assert rules_file(project).read_bytes() == before


def test_moves_count_records_and_the_facts_that_followed(project: Project) -> None:
    found = read_moves(project)
    assert [(each.event, each.n_records) for each in found.moves] == [("split", 1)]
    assert [(each.table, each.n_facts) for each in found.facts] == [("marts.orders", 1)]
    with pytest.raises(UserError, match="Run 1 moved no records; these did: 2"):
        read_moves(project, 1)
