"""The components materialisation on graphs whose answer is known, in a dbt project of two models."""

from pathlib import Path

import duckdb
import graphs
import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

MODEL = "{{ config(materialized='connected_components') }} select a as node_a, b as node_b from edges_in"


def chain(n: int) -> np.ndarray:
    """A path through n nodes in scrambled order, the case that label propagation cannot finish."""
    order = np.random.default_rng(1).permutation(n)
    return np.column_stack([order[:-1], order[1:]])


def sorted_chain(n: int) -> np.ndarray:
    """A path in the order of its numbers, the case that contraction without pointer jumping cannot finish."""
    return np.column_stack([np.arange(n - 1), np.arange(1, n)])


def star(n: int) -> np.ndarray:
    return np.column_stack([np.full(n, n), np.arange(n)])


def random_graph(n: int, edges: int) -> np.ndarray:
    return np.random.default_rng(2).integers(0, n, size=(edges, 2))


def loops_alone(n: int) -> np.ndarray:
    return np.column_stack([np.arange(n), np.arange(n)])


GRAPHS = {
    "scrambled chain": chain(20_000),
    "sorted chain": sorted_chain(20_000),
    "star": star(5_000),
    "random": random_graph(20_000, 15_000),
    "dense random": random_graph(2_000, 20_000),
    "loops alone": loops_alone(100),
    "empty": np.empty((0, 2), dtype=np.int64),
}


@pytest.fixture(scope="module")
def place(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    macros = ["identity/connected_components.sql"]
    return graphs.make(tmp_path_factory.mktemp("graphs"), root, macros, {"components": MODEL})


def components_in_sql(place: Path, edges: np.ndarray) -> dict[int, int]:
    with duckdb.connect(str(place / graphs.DATABASE)) as connection:
        connection.execute("create or replace table edges_in (a bigint, b bigint)")
        if len(edges):
            connection.register("frame", {"a": edges[:, 0], "b": edges[:, 1]})
            connection.execute("insert into edges_in select a, b from frame")
    graphs.run(place)
    with duckdb.connect(str(place / graphs.DATABASE), read_only=True) as connection:
        return dict(connection.execute("select node_id, component from components").fetchall())


@pytest.mark.parametrize("edges", GRAPHS.values(), ids=GRAPHS.keys())
def test_components_equal_those_of_scipy(place: Path, edges: np.ndarray) -> None:
    found = components_in_sql(place, edges)
    nodes = np.unique(edges)
    assert set(found) == set(nodes.tolist())
    if len(nodes):
        positions = np.searchsorted(nodes, edges)
        graph = coo_array((np.ones(len(edges)), positions.T), shape=(len(nodes), len(nodes)))
        _, labels = connected_components(graph, directed=False)
        smallest = {label: nodes[labels == label].min() for label in np.unique(labels)}
        expected = {
            int(node): int(smallest[label]) for node, label in zip(nodes, labels, strict=True)
        }
        assert found == expected
