"""Parting by cannot_links on random graphs: the models of the house, in a project of their own."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import graphs
import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

RULES = "models/intermediate/identity/rules"
OWN = ("int_idr_manual_groups", "int_idr_parting_limits", "int_idr_parting_edges", "int_idr_parted")
GIVEN = {
    "int_idr_manual_links": "rule_id varchar, kind varchar, record_a varchar, record_b varchar",
    "int_idr_clusters_joined": "record_id varchar, node_id bigint, cluster_node bigint,"
    " match_rung double, rung varchar, is_matched boolean",
    "int_idr_components": "node_id bigint, component bigint",
    "int_idr_edges_det": "node_a bigint, node_b bigint, record_id varchar, id_type varchar,"
    " id_value varchar, tier varchar, status varchar",
    "int_idr_pairs_scored": "node_a bigint, node_b bigint, match_probability double",
}
N_RECORDS, N_VALUES, RUNG = 150, 110, 0.9


@dataclass
class World:
    """Records 0.. and values N_RECORDS.., tied at random; rules between records."""

    exact: list[tuple[int, int, str]]
    likely: list[tuple[int, int]]
    must: list[tuple[int, int]]
    cannot: list[tuple[int, int]] = field(default_factory=list)


def parts(n_nodes: int, edges: list[tuple[int, int]]) -> np.ndarray:
    one, other = (np.array(ends, dtype=int) for ends in zip(*edges, strict=True))
    graph = coo_matrix((np.ones(len(one)), (one, other)), shape=(n_nodes, n_nodes))
    return connected_components(graph, directed=False)[1]


def clusters(world: World) -> np.ndarray:
    exact = [(record, value) for record, value, _ in world.exact]
    return parts(N_RECORDS + N_VALUES, [*exact, *world.likely, *world.must])


def random_world(seed: int) -> World:
    random = np.random.default_rng(seed)
    tiers = ["anchor", "strong", "strong", "device"]
    exact = {
        (int(record), int(N_RECORDS + value)): tiers[int(value) % 4]
        for record, value in zip(
            random.integers(0, N_RECORDS, 190), random.integers(0, N_VALUES, 190), strict=True
        )
    }
    pairs = {tuple(sorted(pair)) for pair in random.integers(0, N_RECORDS, (25, 2)).tolist()}
    must = {tuple(sorted(pair)) for pair in random.integers(0, N_RECORDS, (12, 2)).tolist()}
    world = World(
        exact=[(record, value, tier) for (record, value), tier in exact.items()],
        likely=[(a, b) for a, b in sorted(pairs) if a < b],
        must=[(a, b) for a, b in sorted(must) if a < b],
    )
    together, declared = clusters(world), parts(N_RECORDS, [*world.must, (0, 0)])
    for a, b in random.integers(0, N_RECORDS, (4000, 2)).tolist():
        if together[a] == together[b] and declared[a] != declared[b] and len(world.cannot) < 25:
            world.cannot.append((a, b))
    assert len(world.cannot) == 25
    return world


@pytest.fixture(scope="module")
def place(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    models = {name: (root / RULES / f"{name}.sql").read_text() for name in OWN}
    models["idr_clusters"] = (root / "models/intermediate/identity/idr_clusters.sql").read_text()
    models |= {name: f"select * from {name}_in" for name in GIVEN}
    made = graphs.make(tmp_path_factory.mktemp("parting"), root, graphs.LADDER, models)
    project = made / "dbt_project.yml"
    project.write_text(project.read_text() + "models: {graphs: {+materialized: table}}\n")
    return made


def part(place: Path, world: World, number: list[int], turn: int) -> dict[int, str]:
    """Run the models; `number` gives the nodes their numbers, `turn` (1, -1) the order of rows."""
    together = clusters(world)
    must = [
        (record, N_RECORDS + N_VALUES + rule)
        for rule, pair in enumerate(world.must)
        for record in pair
    ]
    exact_edges = [(record, value) for record, value, _ in world.exact] + must
    exact = parts(N_RECORDS + N_VALUES + len(world.must), exact_edges)
    tiers = [tier for _, _, tier in world.exact] + ["manual"] * len(must)
    tied = {node for edge in exact_edges for node in edge}
    first = {int(name): number[int(np.argmax(together == name))] for name in together}
    rows = {
        "int_idr_manual_links": [
            (f"{kind} {a} {b}", kind, f"r{a}", f"r{b}")
            for kind, pairs in (("must_link", world.must), ("cannot_link", world.cannot))
            for a, b in dict.fromkeys(pairs)
        ],
        "int_idr_clusters_joined": [
            (f"r{node}", number[node], first[int(together[node])], RUNG, "all", True)
            for node in range(N_RECORDS)
        ],
        "int_idr_components": [(number[node], int(exact[node])) for node in sorted(tied)],
        "int_idr_edges_det": [
            (number[record], number[value], f"r{record}", tier, f"v{value}", tier, "live")
            for (record, value), tier in zip(exact_edges, tiers, strict=True)
        ],
        "int_idr_pairs_scored": [(number[a], number[b], 0.95) for a, b in world.likely],
    }
    with duckdb.connect(str(place / graphs.DATABASE)) as connection:
        for name, columns in GIVEN.items():
            connection.execute(f"create or replace table {name}_in ({columns})")
            marks = ", ".join("?" * len(rows[name][0]))
            connection.executemany(f"insert into {name}_in values ({marks})", rows[name][::turn])
    graphs.run(place)
    with duckdb.connect(str(place / graphs.DATABASE), read_only=True) as connection:
        found = connection.execute("select record_id, cluster_id from idr_clusters").fetchall()
    return {int(record[1:]): cluster for record, cluster in found}


def partition(found: dict[int, str]) -> set[frozenset[int]]:
    held: dict[str, set[int]] = {}
    for record, cluster in found.items():
        held.setdefault(cluster, set()).add(record)
    return {frozenset(records) for records in held.values()}


@pytest.mark.parametrize("seed", [1, 2])
def test_cannot_links_part_and_merge_nobody_and_touch_only_who_leaves(
    place: Path, seed: int
) -> None:
    world = random_world(seed)
    n_nodes = N_RECORDS + N_VALUES + len(world.must)
    found = part(place, world, list(range(n_nodes)), 1)
    assert len(found) == N_RECORDS
    assert all(found[a] != found[b] for a, b in world.cannot)
    assert all(found[a] == found[b] for a, b in world.must)
    before = clusters(world)
    for records in partition(found):
        assert len({int(before[record]) for record in records}) == 1, "a rule merged people"
    declared = parts(N_RECORDS, [*world.must, (0, 0)])
    leaving = {int(declared[b]) for _, b in world.cannot}
    holders: dict[int, set[int]] = {}
    for record, value, _ in world.exact:
        if int(declared[record]) not in leaving:
            holders.setdefault(value, set()).add(record)
    assert all(len({found[record] for record in records}) == 1 for records in holders.values())

    renamed = np.random.default_rng(seed + 9).permutation(n_nodes).tolist()
    assert partition(part(place, world, renamed, -1)) == partition(found)
