"""Likely matches of a million simulated people, beside Splink: training, blocking, scoring, clusters.

    .venv/bin/python -m benchmarks.million --people 1000000

What it measures, and how to read it, is in README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from benchmarks.identity import project_in
from benchmarks.our_matcher import PREPARED, build
from benchmarks.process import run_measured
from benchmarks.scale import MIB, RESULTS, ROOT, THREADS
from dmp.main_job import Dbt
from dmp.scorecard.agreement import agreement
from dmp.warehouse import reading

# Contacts are matched; of everything else the tables are there, without rows.
CONTACTS = ("shop/customers", "crm/contacts", "loyalty/members", "truth/record_owners")
RECORDS = """
select records.* exclude (node_id, record_version), keys.* exclude (node_id)
from intermediate.int_idr_match_records as records
left join (
    select node_id, {keys} from intermediate.int_idr_block_keys where is_used group by node_id
) as keys using (node_id)
"""
TRUTH = """
select clusters.cluster, owners.person_id as person
from '{clusters}' as clusters
inner join warehouse.intermediate.int_idr_records as records using (record_id)
inner join '{owners}' as owners
    on owners.source = records.source and owners.record_key = records.record_key
where owners.record_type = 'contact'
"""


def main() -> None:
    """Prepare the records once, run both matchers on them, write the result."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--work", help="existing folder to make the work folder in")
    parser.add_argument("--keep", action="store_true", help="leave the work folder where it is")
    wanted = parser.parse_args()
    os.environ.update(THREADS)
    work = Path(tempfile.mkdtemp(prefix="dmp-million-", dir=wanted.work)).resolve()
    console = Console(width=120)
    try:
        prepare(work, wanted.people, wanted.seed)
        found = {"our_matcher": measure("our_matcher", work)}
        n_records, n_pairs = hand_over(work)
        console.print(f"{n_records:,} contact records, {n_pairs:,} pairs")
        found["splink_matcher"] = measure("splink_matcher", work)
    finally:
        if not wanted.keep:
            shutil.rmtree(work, ignore_errors=True)
    ratios = {
        name: round(found["our_matcher"][name] / found["splink_matcher"][name], 3)
        for name in ("seconds", "cpu_seconds", "peak_mib")
    }
    console.print(found, ratios)
    result = {
        "people": wanted.people,
        "records": n_records,
        "pairs": n_pairs,
        **found,
        "ours_over_splink": ratios,
    }
    path = RESULTS / f"million_{wanted.people}_people.json"
    path.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


def prepare(work: Path, people: int, seed: int) -> None:
    """Simulate, and build all that both start from."""
    raw = work / "raw"
    size = ["--people", str(people), "--events-per-person", "0.1", "--seed", str(seed)]
    world = [sys.executable, "-m", "benchmarks.world", str(raw), *size]
    if run_measured(world, environment=os.environ, spill=work).exit_code:
        raise SystemExit("The simulation failed: see its message above.")
    for file in raw.rglob("*.parquet"):
        if str(file.parent.relative_to(raw)) not in CONTACTS:
            bare = file.with_suffix(".bare")
            duckdb.sql(f"from '{file}' limit 0").write_parquet(str(bare))
            bare.replace(file)
    build(work, PREPARED)


def hand_over(work: Path) -> tuple[int, int]:
    """Write the records with the keys of the blocks that ours compared in; return the records and our pairs."""
    project = project_in(work, "demo")
    rules = [rule["name"] for rule in Dbt(project).evaluate("match_model()")["blocking_rules"]]
    keys = ", ".join(
        f"max(block_key) filter (where rule_no = {number}) as key_{name}"
        for number, name in enumerate(rules, start=1)
    )
    with reading(project.warehouse) as warehouse:
        warehouse.execute(f"copy ({RECORDS.format(keys=keys)}) to '{work}/records.parquet'")
        [(n_records, n_pairs)] = warehouse.execute(
            "select (select count(*) from intermediate.int_idr_match_records),"
            " (select count(*) from intermediate.int_idr_pairs)"
        ).fetchall()
    return n_records, n_pairs


def measure(name: str, work: Path) -> dict[str, Any]:
    """Run one matcher in a process of its own and judge its clusters by the simulated truth."""
    command = [sys.executable, "-m", f"benchmarks.{name}", str(work)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    usage = run_measured(command, environment=environment, spill=work / "spill")
    if usage.exit_code:
        raise SystemExit(f"{name} failed: see its message above.")
    owners = f"{work}/raw/truth/record_owners/*.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{work}/demo.duckdb' as warehouse (read_only)")
        query = TRUTH.format(clusters=work / f"{name}.parquet", owners=owners)
        labels = connection.execute(query).fetchnumpy()
    judged = agreement(labels["cluster"], labels["person"])
    return {
        "seconds": round(usage.seconds, 1),
        "cpu_seconds": round(usage.cpu_seconds, 1),
        "peak_mib": round(usage.peak_resident / MIB),
        "records_judged": len(labels["person"]),
        "precision": round(judged.precision, 4),
        "recall": round(judged.recall, 4),
    }


if __name__ == "__main__":
    main()
