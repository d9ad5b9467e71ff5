"""What the tests on Iceberg share: the lakes, filled once. Run them with `make test-spark-iceberg`.

Their packages are an environment of their own, and they take minutes: the ordinary run does not collect them (see
testpaths in pyproject.toml). One Spark runs at a time.
"""

import json
import os
import shutil
from pathlib import Path

import pytest
from lakehouse import ROOT, Built, Lakehouse, Small
from small_project import write_small_project

from dmp.compare.tables import tables_of
from dmp.engine import check_engine
from dmp.errors import UserError

MARTS = ("+events", "+sessions", "+orders")  # with identity, which names the user of each fact
FIRST_PART = 3  # of six deliveries of each source
WITHDRAWN = (
    "web/tracks",
    "shop/orders",
)  # their first delivery is gone when the second build comes


@pytest.fixture(scope="session", autouse=True)
def _engine() -> None:
    try:
        check_engine("spark_local", os.environ)
    except UserError as error:
        pytest.exit(str(error), returncode=2)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build half of the demo's deliveries, then all but what was withdrawn meanwhile, on DuckDB and on Iceberg."""
    house = Lakehouse(tmp_path_factory.mktemp("iceberg"))
    house.configure()
    before, after = house.place / "first.duckdb", house.place / "compared.duckdb"
    # Spark has no Jaro-Winkler: names are compared alike on both
    select = ("--select", *MARTS, "--vars", "idr_distances: portable")
    duckdb = {"DMP_TARGET": "duckdb", "DBT_TARGET_PATH": str(house.place / "target duckdb")}
    for first, last in ((0, FIRST_PART), (1, None)):
        raw = _deliveries(house.place / f"raw from {first}", first, last)
        house.build(*select, **duckdb, DMP_RAW=str(raw))
        house.build(*select, DMP_RAW=str(raw))
        if not before.exists():
            shutil.copy(after, before)
    manifest = json.loads((house.target / "manifest.json").read_text())
    ran = json.loads((house.target / "run_results.json").read_text())["results"]
    nodes = [manifest["nodes"].get(each["unique_id"]) for each in ran]
    names = {f"{node['schema']}.{node['alias']}" for node in nodes if node}
    tables = tuple(table for table in tables_of(manifest) if table in names)
    return Built(house, tables, house.export(tables), before, after)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Take a snapshot twice, with a price changed in between, beside models that must be refused."""
    house = Lakehouse(tmp_path_factory.mktemp("snapshots"))
    house.configure()
    project = ("--project-dir", str(write_small_project(house.place / "project")))
    house.build(*project, "--select", "prices", "price_history")
    done = house.dbt("build", *project, "--vars", "price: 11")
    assert done.returncode == 1, done.stdout[-6000:]
    tables = {path.name for path in (house.lake / "tables").glob("*/*")}
    return Small(
        house.export(["main.price_history"]), " ".join(done.stdout.split()), frozenset(tables)
    )


def _deliveries(place: Path, first: int, last: int | None) -> Path:
    """Link the demo's deliveries up to the `last`, of the sources that withdraw some from the `first` on."""
    raw = ROOT / "seeds/raw"
    for folder in sorted({file.parent for file in raw.rglob("*.gz")}):
        name = folder.relative_to(raw)
        (place / name).mkdir(parents=True)
        files = sorted(folder.iterdir())[first if str(name) in WITHDRAWN else 0 : last]
        for file in files:
            (place / name / file.name).symlink_to(file)
    return place
