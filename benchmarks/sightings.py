"""Exact evidence where identifiers mislead: junk values, call-centre phones, kiosks, shared devices and mailboxes.

    .venv/bin/python -m benchmarks.sightings --data FOLDER

What it measures, and where the records come from, is in README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from rich.console import Console
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.identity import COLUMNS, project_in
from benchmarks.scale import RESULTS, THREADS
from dmp.main_job import Dbt
from dmp.scorecard.agreement import Agreement, agreement

FILE = "identifiers_100k_people.parquet"
VISITS = ("source", "event_id", "anonymous_id", "device_id", "user_id", "email", "phone")
GIVEN = (
    "Ada",
    "Bea",
    "Cem",
    "Dag",
    "Edi",
    "Fay",
    "Gil",
    "Hua",
    "Ivo",
    "Jon",
    "Kai",
    "Liv",
    "Max",
    "Noa",
    "Ole",
    "Pia",
)
MISSING, MISTYPED = 0.05, 0.06
SEED = 5
JUDGED = """
    select records.record, records.person, coalesce(contacts.user_id, events.user_id) as user_id
    from records
    left join identity.user_map as contacts
        on contacts.record_type = 'contact'
        and contacts.source = records.source
        and contacts.record_key = records.key
    left join marts.events as events on events.source = records.source and events.event_id = records.record
"""


def main() -> None:
    """Build the graph through the ordinary path and compare it, and plain components, with the truth."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help=f"folder that holds {FILE}")
    wanted = parser.parse_args()
    os.environ.update(THREADS)
    sightings = duckdb.sql(
        f"select rec as record, src as source, person, typ as kind, val as value"
        f" from '{wanted.data / FILE}' where typ <> 'rec'"
    ).df()
    records = named_by_source(sightings)
    work = Path(tempfile.mkdtemp(prefix="dmp-sightings-")).resolve()
    try:
        land(sightings, records, work / "raw/registers")
        judged = build(records, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    naive = judged_by(plain_components(sightings, judged["record"]), judged)
    ours = judged_by(judged["user_id"].to_numpy(dtype=str), judged)
    result = {
        "records": len(judged),
        "people": int(judged["person"].nunique()),
        "records_without_a_user": int(judged["user_id"].str.startswith("lost ").sum()),
        "plain_components": naive,
        "users": ours,
        "share_of_the_recall_of_plain_components": ours["recall"] / naive["recall"],
    }
    Console(width=120).print(result)
    (RESULTS / "sightings.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")


def named_by_source(sightings: pd.DataFrame) -> pd.DataFrame:
    """Give every record, source and person the key under which its source holds the record.

    A social network has one account per social_id: two records of it are two versions of one profile.
    """
    records = sightings[["record", "source", "person"]].drop_duplicates(ignore_index=True)
    accounts = sightings[sightings["kind"] == "social_id"].set_index("record")["value"]
    return records.assign(key=records["record"].map(accounts).fillna(records["record"]))


def land(sightings: pd.DataFrame, records: pd.DataFrame, folder: Path) -> None:
    """Write contacts and visits as the dataset `sightings` reads them; contacts get a given name.

    The file has no names. Of a person's records 5 in 100 lack it and 6 in 100 have a letter too many.
    """
    random = np.random.default_rng(SEED)
    wide = sightings.set_index(["record", "kind"])["value"].unstack()  # noqa: PD010 - texts, one per cell
    wide = records.join(wide, on="record")
    of_person = np.array(GIVEN)[random.integers(0, len(GIVEN), size=records["person"].max() + 1)]
    drawn = random.random(len(wide))
    names = pd.Series(of_person[wide["person"]])
    names = names.where(drawn >= MISTYPED, names + "h").mask(drawn > 1 - MISSING)
    is_visit = wide["source"] == "web"
    contacts = wide.assign(record_id=wide["key"], given_name=names)[~is_visit]
    visits = wide.assign(event_id=wide["record"])[is_visit]
    for name, frame, columns in (("people", contacts, COLUMNS), ("visits", visits, VISITS)):
        (folder / name).mkdir(parents=True)
        frame.reindex(columns=list(columns)).astype("string").to_parquet(
            folder / name / f"{name}.parquet", index=False
        )


def build(records: pd.DataFrame, work: Path) -> pd.DataFrame:
    """Build users and events in `work`; record, person and user_id of every record."""
    project = project_in(work, "sightings")
    built = Dbt(project, variables={}).build(
        ["+idr_user_map", "+events"],
    )
    if not built.is_good:
        raise SystemExit(f"The build failed; its log is in {project.logs}.")
    with duckdb.connect(str(project.warehouse), read_only=True) as warehouse:
        warehouse.register("records", records)
        judged: pd.DataFrame = warehouse.sql(JUDGED).df()
    # who was lost stands alone, so that losing records cannot look better than keeping them
    return judged.assign(user_id=judged["user_id"].fillna("lost " + judged["record"]))


def plain_components(sightings: pd.DataFrame, records: pd.Series[str]) -> np.ndarray:
    """Connect whatever shares a value; the component of each of the records."""
    nodes, ends = pd.factorize(
        pd.concat([sightings["record"], sightings["kind"] + "=" + sightings["value"]])
    )
    one, other = np.split(nodes, 2)
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(len(ends), len(ends)))
    labels = connected_components(graph, directed=False)[1]
    return labels[pd.Index(ends).get_indexer(records)]


def judged_by(found: np.ndarray, judged: pd.DataFrame) -> dict[str, Any]:
    """Pairs and B-cubed of a partition of the judged records, and its largest cluster."""
    clusters = pd.factorize(found)[0]
    agreed: Agreement = agreement(clusters, judged["person"].to_numpy(dtype=np.int64))
    return {
        **asdict(agreed),
        "b_cubed_f1": agreed.b_cubed_f1,
        "largest": int(np.bincount(clusters).max()),
        "clusters": int(clusters.max()) + 1,
    }


if __name__ == "__main__":
    main()
