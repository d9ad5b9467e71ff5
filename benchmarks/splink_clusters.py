"""Splink's clustering of the edges in a DuckDB file, in a process of its own, so that its time and memory can be taken.

.venv/bin/python -m benchmarks.splink_clusters FILE

Reads the table edges_in (a, b: bigint) and writes splink_clusters (node_id, component).
"""

from __future__ import annotations

import logging
import sys

import duckdb
from splink import DuckDBAPI
from splink.clustering import cluster_pairwise_predictions_at_threshold

NODES = """
create or replace temp table splink_nodes as
select a as node_id from edges_in union select b as node_id from edges_in
"""
EDGES = "create or replace temp table splink_edges as select a as node_l, b as node_r from edges_in where a <> b"


def main() -> None:
    """Cluster the file's edges with two threads, as the benchmark's own profile does."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect(sys.argv[1], config={"threads": 2}) as connection:
        connection.execute(NODES)
        connection.execute(EDGES)
        engine = DuckDBAPI(connection=connection)
        clusters = cluster_pairwise_predictions_at_threshold(
            nodes=engine.register("splink_nodes"),
            edges=engine.register("splink_edges"),
            db_api=engine,
            node_id_column_name="node_id",
            edge_id_column_name_left="node_l",
            edge_id_column_name_right="node_r",
        )
        connection.execute(
            f"create or replace table splink_clusters as"
            f" select node_id, cluster_id as component from {clusters.physical_name}"
        )


if __name__ == "__main__":
    main()
