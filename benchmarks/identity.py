"""Likely matches on public sets with a known truth: learn without labels, build, compare.

    .venv/bin/python -m benchmarks.identity --data <folder with the sets>

What it measures, and where the sets come from, is in README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from rich.console import Console

from benchmarks.scale import RESULTS, ROOT, THREADS
from dmp.identity import evaluate, train
from dmp.main_job import Dbt
from dmp.project import Project

COLUMNS = (
    *("source", "record_id", "user_id", "given_name", "family_name", "full_name", "birth_date"),
    "gender",
    *("email", "phone", "street", "postal_code", "city", "region", "country"),
    *("middle_name", "occupation", "national_id"),
)


# what benchmarks.public_sets writes
FEBRL = (
    *("source", "record_id", "given_name", "family_name", "birth_date", "street", "postal_code"),
    *("city", "region", "national_id"),
)
PSEUDOPEOPLE = (*FEBRL, "gender", "middle_name")


@dataclass(frozen=True)
class PublicSet:
    """A file, which of our columns its columns are, and which of them is the truth."""

    file: str
    columns: dict[str, str]
    truth: str = "cluster"


SETS = {
    "fake_1000": PublicSet(
        "fake_1000.csv",
        {
            "record_id": "unique_id",
            "given_name": "first_name",
            "family_name": "surname",
            "birth_date": "dob",
            "city": "city",
            "email": "email",
        },
    ),
    "historical_50k": PublicSet(
        "historical_figures_with_errors_50k.parquet",
        {
            "record_id": "unique_id",
            "given_name": "first_name",
            "family_name": "surname",
            "full_name": "full_name",
            "birth_date": "dob",
            "gender": "gender",
            "postal_code": "postcode_fake",
            "city": "birth_place",
            "occupation": "occupation",
        },
    ),
    "people_100k": PublicSet(
        "people_100k.parquet",
        {
            "record_id": "unique_id",
            "given_name": "first_name",
            "family_name": "last_name",
            "birth_date": "dob",
            "email": "email",
            "phone": "phone",
            "street": "street",
            "postal_code": "postcode",
        },
    ),
} | {
    name: PublicSet(f"{name}.parquet", {column: column for column in columns}, truth="person")
    for name, columns in {
        **dict.fromkeys(("febrl1", "febrl2", "febrl3", "febrl4"), FEBRL),
        "pseudopeople": PSEUDOPEOPLE,
    }.items()
}


def main() -> None:
    """Judge the chosen sets and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the files")
    parser.add_argument("--sets", nargs="+", choices=sorted(SETS), default=sorted(SETS))
    parser.add_argument("--distances", choices=["native", "portable"], default="native")
    wanted = parser.parse_args()
    os.environ.update(THREADS)
    console = Console(width=120)
    path = RESULTS / f"identity_{wanted.distances}.json"
    results = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    for name in wanted.sets:
        work = Path(tempfile.mkdtemp(prefix=f"dmp-identity-{name}-")).resolve()
        try:
            results[name] = judge(SETS[name], wanted.data, work, wanted.distances)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        console.print(name, results[name])
        path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


def judge(chosen: PublicSet, data: Path, work: Path, distances: str) -> dict[str, float]:
    """Land, train, build the identity part and compare with the truth, all in `work`."""
    land(chosen, data, work)
    project = project_in(work, "registers")
    train(project, distances=distances, now=datetime.now(UTC))
    built = Dbt(project, variables={"idr_distances": distances}).build(
        ["+idr_user_map"],
    )
    if not built.is_good:
        raise SystemExit(f"The build failed; its log is in {project.logs}.")
    found = evaluate(project, work / "truth.parquet")
    return {
        **{name: value for name, value in asdict(found).items() if name != "agreement"},
        **asdict(found.agreement),
        "f1": found.agreement.f1,
        "b_cubed_f1": found.agreement.b_cubed_f1,
        "build_seconds": built.timing.seconds,
    }


def project_in(work: Path, dataset: str) -> Project:
    """Choose the dataset for this process, with its raw files and everything written in `work`."""
    places = {
        "DMP_RAW": work / "raw",
        "DMP_WAREHOUSE": work / f"{dataset}.duckdb",
        "DBT_TARGET_PATH": work / "target",
        "DBT_LOG_PATH": work / "logs",
    }
    os.environ.update({name: str(place) for name, place in places.items()})
    return Project.locate(environ=os.environ, start=ROOT, dataset=dataset)


def land(chosen: PublicSet, data: Path, work: Path) -> None:
    """Write the records in the columns of the dataset `registers`, and the truth beside them."""
    folder = work / "raw/registers/people"
    folder.mkdir(parents=True)
    source = f"'{data / chosen.file}'"
    columns = {"source": "'public'"} | {
        ours: f"cast({theirs} as varchar)" for ours, theirs in chosen.columns.items()
    }
    selected = ", ".join(
        f"{columns.get(name, 'cast(null as varchar)')} as {name}" for name in COLUMNS
    )
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select {selected} from {source}) to '{folder / 'people.parquet'}'"
        )
        connection.execute(
            f"copy (select {columns['source']} as source, cast({chosen.columns['record_id']} as varchar) as record_id,"
            f" {chosen.truth} as person from {source}) to '{work / 'truth.parquet'}'"
        )


if __name__ == "__main__":
    main()
