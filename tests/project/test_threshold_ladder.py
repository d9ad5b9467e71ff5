"""The ladder on graphs whose clusters are known, in a dbt project of two models."""

import os
from collections.abc import Sequence
from pathlib import Path

import duckdb
import graphs
import numpy as np
import pytest
from dbt_process import run_dbt

LADDER = """
{{ config(materialized='threshold_ladder', meta={'rungs': [0.5, 0.9, 0.99], 'density': 0.5, 'limits': 'limits'}) }}
-- depends_on: {{ ref('limits') }}
select a as node_a, b as node_b, p as strength from edges_in
"""
LIMITS = "select node_id, limit_name, limit_value, max_values from limits_in"
Edge = tuple[int, int, float]
Limit = tuple[int, str, str, int]


@pytest.fixture(scope="module")
def place(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    models = {"ladder": LADDER, "limits": LIMITS}
    return graphs.make(tmp_path_factory.mktemp("ladders"), root, graphs.LADDER, models)


def climb(
    place: Path,
    edges: list[Edge],
    limits: list[Limit] | None = None,
    options: Sequence[str] = (),
) -> dict[int, tuple[int, float, bool]]:
    with duckdb.connect(str(place / graphs.DATABASE)) as connection:
        connection.execute("create or replace table edges_in (a bigint, b bigint, p double)")
        connection.execute(
            "create or replace table limits_in"
            " (node_id bigint, limit_name varchar, limit_value varchar, max_values bigint)"
        )
        connection.executemany("insert into edges_in values (?, ?, ?)", edges)
        if limits:
            connection.executemany("insert into limits_in values (?, ?, ?, ?)", limits)
    graphs.run(place, *options)
    with duckdb.connect(str(place / graphs.DATABASE), read_only=True) as connection:
        rows = connection.execute(
            "select node_id, component, rung, is_breach from ladder"
        ).fetchall()
    found = {node: (component, rung, breach) for node, component, rung, breach in rows}
    assert len(found) == len(rows), "a node stands in the table twice"
    return found


def clique(nodes: range, strength: float) -> list[Edge]:
    return [(a, b, strength) for a in nodes for b in nodes if a < b]


TWO_PEOPLE = [*clique(range(1, 5), 0.95), *clique(range(11, 15), 0.95)]


def test_a_bridge_between_two_dense_people_is_cut(place: Path) -> None:
    found = climb(place, [*TWO_PEOPLE, (4, 11, 0.6)])
    assert {found[node] for node in range(1, 5)} == {(1, 0.9, False)}
    assert {found[node] for node in range(11, 15)} == {(11, 0.9, False)}


def test_a_bridge_as_sure_as_the_rest_stands_on_the_last_rung(place: Path) -> None:
    edges = [(a, b, 1.0) for a, b, _ in [*TWO_PEOPLE, (4, 11, 1.0)]]
    assert {found[:2] for found in climb(place, edges).values()} == {(1, 0.99)}


def test_two_and_three_need_no_density(place: Path) -> None:
    found = climb(place, [(1, 2, 0.6), (11, 12, 0.6), (12, 13, 0.6)])
    assert {node: cluster for node, (cluster, _, _) in found.items()} == {
        1: 1,
        2: 1,
        11: 11,
        12: 11,
        13: 11,
    }


def test_a_limit_takes_apart_and_what_still_breaks_it_is_marked(place: Path) -> None:
    limits = [(node, "source shop", str(node), 1) for node in (1, 2, 11, 12)]
    found = climb(place, [(1, 2, 0.6), (11, 12, 1.0)], limits)
    assert found == {
        1: (1, 0.9, False),
        2: (2, 0.9, False),
        11: (11, 0.99, True),
        12: (11, 0.99, True),
    }


def test_neither_order_nor_numbering_matters(place: Path) -> None:
    random = np.random.default_rng(6)
    pairs = {tuple(sorted(pair)) for pair in random.integers(0, 60, (140, 2)).tolist()}
    edges = [(a, b, float(random.random())) for a, b in sorted(pairs) if a != b]
    limits = [(node, "account", str(node % 7), 2) for node in range(0, 60, 3)]
    partition = parts(climb(place, edges, limits))
    renamed = random.permutation(60).tolist()
    turned = [(renamed[b], renamed[a], strength) for a, b, strength in reversed(edges)]
    moved = [(renamed[node], name, value, most) for node, name, value, most in limits]
    back = {renamed[node]: node for node in range(60)}
    assert partition == {
        frozenset(back[node] for node in part) for part in parts(climb(place, turned, moved))
    }


def test_no_edges_leave_an_empty_table(place: Path) -> None:
    assert climb(place, [(5, 5, 1.0)]) == {}


def parts(found: dict[int, tuple[int, float, bool]]) -> set[frozenset[int]]:
    clusters: dict[int, set[int]] = {}
    for node, (cluster, _, _) in found.items():
        clusters.setdefault(cluster, set()).add(node)
    return {frozenset(part) for part in clusters.values()}


def test_a_later_build_equals_one_from_scratch(place: Path) -> None:
    """Edges appear, fade and go, limits come and go: only their regions are climbed again."""
    random = np.random.default_rng(11)
    edges: dict[tuple[int, int], float] = {}
    limits: dict[tuple[int, str], Limit] = {}
    climb(place, [(1, 2, 0.7)])
    for _ in range(4):
        for a, b in random.integers(0, 120, (45, 2)).tolist():
            if a < b:
                edges[a, b] = float(random.choice([0.3, 0.6, 0.92, 0.995]))
        for pair in [pair for pair in edges if random.random() < 0.15]:
            del edges[pair]
        for node in random.integers(0, 120, 12).tolist():
            limits[node, "account"] = (node, "account", str(node % 9), 2)
        for key in [key for key in limits if random.random() < 0.2]:
            del limits[key]
        state = [(a, b, strength) for (a, b), strength in edges.items()], [*limits.values()]
        later = climb(place, *state)
        assert later == climb(place, *state, options=["--full-refresh"])


def test_other_settings_climb_everything_again(place: Path) -> None:
    model = place / "models/ladder.sql"
    edges = [(1, 2, 0.6), (2, 3, 0.6), (3, 4, 0.6), (4, 5, 0.6)]
    assert {found[1] for found in climb(place, edges).values()} == {0.9}
    model.write_text(LADDER.replace("'density': 0.5", "'density': 0.4"))
    assert {found[1] for found in climb(place, edges).values()} == {0.5}
    model.write_text(LADDER)


def test_untouched_regions_are_not_climbed(place: Path) -> None:
    """What a touched region would become is planted wrongly elsewhere, and stays."""
    climb(place, [(1, 2, 0.6), (11, 12, 0.6)])
    with duckdb.connect(str(place / graphs.DATABASE)) as connection:
        connection.execute("update ladder set rung = 42 where node_id in (1, 2)")
    found = climb(place, [(1, 2, 0.6), (11, 12, 0.6), (12, 13, 0.6)])
    assert [found[node][:2] for node in (1, 2, 13)] == [(1, 42), (1, 42), (11, 0.5)]


def test_a_killed_build_is_climbed_again(place: Path) -> None:
    climb(place, [(1, 2, 0.6)])
    with duckdb.connect(str(place / graphs.DATABASE)) as connection:
        memories = {name for (name,) in connection.execute("show tables").fetchall()}
        [edges] = memories & {"ladder__edges", "ladder__edges__twin"}
        other = ({"ladder__edges", "ladder__edges__twin"} - {edges}).pop()
        connection.execute(f"create table {other} as from {edges}")
        connection.execute("update ladder set rung = 42")
    assert climb(place, [(1, 2, 0.6)]) == {1: (1, 0.5, False), 2: (1, 0.5, False)}


def test_a_build_that_fails_changes_neither_clusters_nor_memory(place: Path) -> None:
    climb(place, [(1, 2, 0.6), (11, 12, 0.6)])
    with duckdb.connect(str(place / graphs.DATABASE)) as connection:
        connection.execute("alter table ladder drop column is_breach")  # nothing can be inserted
        connection.execute("insert into edges_in values (2, 3, 0.6)")
        before = connection.execute("from ladder order by all").fetchall()
    failed = run_dbt(["run", "--quiet"], folder=place, environment=os.environ)
    assert failed.returncode != 0
    assert "is_breach" in failed.stdout
    with duckdb.connect(str(place / graphs.DATABASE)) as connection:
        assert connection.execute("from ladder order by all").fetchall() == before
        connection.execute("alter table ladder add column is_breach boolean default false")
    assert len(climb(place, [(1, 2, 0.6), (2, 3, 0.6), (11, 12, 0.6)])) == 5
