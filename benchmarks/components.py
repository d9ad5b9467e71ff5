"""The graph of identity alone: components of many edges, long chains, and one per cent of new edges.

    .venv/bin/python -m benchmarks.components --edges 10000000

What it measures, and how to read it, is in README.md.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb
from rich.console import Console

from benchmarks.scale import RESULTS, ROOT

MACROS = (
    "dialect/type_double.sql",
    "identity/connected_components.sql",
    "identity/ladder_changes.sql",
    "identity/ladder_memory.sql",
    "identity/settle_changes.sql",
    "identity/threshold_ladder.sql",
    "identity/unacceptable_clusters.sql",
)
MODELS = {
    "components": "{{ config(materialized='connected_components') }}"
    " select a as node_a, b as node_b from edges_in",
    "ladder": "{{ config(materialized='threshold_ladder',"
    " meta={'rungs': [1], 'density': 0, 'limits': 'limits'}) }} -- depends_on: {{ ref('limits') }}\n"
    " select a as node_a, b as node_b, 1 as strength from edges_in",
    "limits": "select cast(null as bigint) as node_id, 'x' as limit_name, 'x' as limit_value,"
    " 1 as max_values where false",
}
PROJECT = """
name: graphs
profile: graphs
version: "1.0"
config-version: 2
vars: {idr_max_rounds: 100}
flags: {send_anonymous_usage_stats: false}
"""
# the settings of profiles.yml
PROFILE = """
graphs:
  target: t
  outputs:
    t:
      type: duckdb
      path: graphs.duckdb
      threads: 2
      settings: {preserve_insertion_order: false}
"""
# Both ends of an edge are among the four identifiers of one person; every two-hundredth edge joins two people. A draw
# has a number of its own, since hash(i, 1) and hash(i, 2) share their low bits.
EDGES = """
select
    cast(4 * ({person}) + hash(5 * i) % 4 as bigint) as a,
    cast(
        case
            when hash(5 * i + 1) % 200 = 0 then hash(5 * i + 2) % ({n} // 2)
            else 4 * ({person}) + hash(5 * i + 3) % 4
        end as bigint
    ) as b
"""
# eight sightings of each person
PEOPLE = (
    "create or replace table edges_in as"
    + EDGES.replace("{person}", "i // 8")
    + "from range({n}) as t (i)"
)
# a later day: one per cent of edges, of anybody
MORE = (
    "insert into edges_in"
    + EDGES.replace("{person}", "hash(5 * i + 4) % ({n} // 8)")
    + "from range({n}, {n} + {n} // 100) as t (i)"
)
CHAIN = """
create or replace table edges_in as
select cast(hash(i) // 4 as bigint) as a, cast(hash(i + 1) // 4 as bigint) as b from range({n}) as t (i)
"""


@dataclass(frozen=True)
class Cost:
    """Wall clock and processor time of a dbt run, that of an empty graph taken off."""

    seconds: float
    cpu_seconds: float

    def beyond(self, other: Cost) -> Cost:
        """Take off what another run cost."""
        return Cost(
            round(self.seconds - other.seconds, 2), round(self.cpu_seconds - other.cpu_seconds, 2)
        )


def main() -> None:
    """Measure one after the other and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--edges", type=int, default=10_000_000)
    wanted = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="dmp-components-"))
    try:
        lay_out(work)
        found = measure(work, wanted.edges)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    Console(width=120).print({name: asdict(cost) for name, cost in found.items()})
    result = {"edges": wanted.edges} | {name: asdict(cost) for name, cost in found.items()}
    path = RESULTS / f"components_{wanted.edges}_edges.json"
    path.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


def lay_out(work: Path) -> None:
    """Write a dbt project of the graph's models alone."""
    for folder in ("macros", "models"):
        (work / folder).mkdir()
    for name in MACROS:
        shutil.copy(ROOT / "macros" / name, work / "macros")
    for name, text in MODELS.items():
        (work / f"models/{name}.sql").write_text(text)
    (work / "dbt_project.yml").write_text(PROJECT)
    (work / "profiles.yml").write_text(PROFILE)


def measure(work: Path, n_edges: int) -> dict[str, Cost]:
    """Components of people, of two chains, the ladder from scratch and after one per cent more."""
    fill(work, PEOPLE.format(n=16))
    run(work, "components")  # the first run parses the project, the later ones do not
    empty = run(work, "components")
    empty_ladder = run(work, "+ladder", "--full-refresh")
    beside_splink = find_spec("splink") is not None
    empty_splink = run_splink(work) if beside_splink else empty
    found = {}
    fill(work, PEOPLE.format(n=n_edges))
    found["components"] = run(work, "components").beyond(empty)
    if beside_splink:
        found["splink"] = run_splink(work).beyond(empty_splink)
        if kept(work, "splink_clusters") != kept(work, "components"):
            raise SystemExit("Splink's clusters and the components differ.")
    found["ladder_from_scratch"] = run(work, "+ladder", "--full-refresh").beyond(empty_ladder)
    fill(work, MORE.format(n=n_edges))
    found["ladder_after_one_per_cent"] = run(work, "+ladder").beyond(empty_ladder)
    later = kept(work, "ladder")
    found["ladder_of_all_from_scratch"] = run(work, "+ladder", "--full-refresh").beyond(
        empty_ladder
    )
    if kept(work, "ladder") != later:
        raise SystemExit("The later build and that from scratch differ.")
    for length in (10_000, 100_000):
        fill(work, CHAIN.format(n=length))
        found[f"chain_{length}"] = run(work, "components").beyond(empty)
    return found


def fill(work: Path, sql: str) -> None:
    """Make or extend the table of edges."""
    with duckdb.connect(str(work / "graphs.duckdb")) as connection:
        connection.execute(sql)


def kept(work: Path, table: str) -> tuple[object, ...] | None:
    """Sum up a table: two of the same content have the same sums."""
    query = f"select count(*), sum(hash(node_id, component) % 1000000007) from {table}"
    with duckdb.connect(str(work / "graphs.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchone()


def run(work: Path, select: str, *options: str) -> Cost:
    """Run dbt on the model and take the time of its process."""
    dbt = str(Path(sys.executable).with_name("dbt"))
    return timed([dbt, "run", "--quiet", "--select", select, *options], work)


def run_splink(work: Path) -> Cost:
    """Cluster the same edges by Splink and take the time of its process."""
    module = "benchmarks.splink_clusters"
    return timed([sys.executable, "-m", module, str(work / "graphs.duckdb")], ROOT)


def timed(command: list[str], folder: Path) -> Cost:
    """Run a command there and take the time of its process."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.perf_counter() - started, cpu)


if __name__ == "__main__":
    main()
