"""Same input, same bytes; and the demo of the repository is what the command makes."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from raw_world import DEMO, SMALL, RawWorld, built

from dmp.simulate import simulate
from dmp.simulate.census import take_census
from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.settings import WorldSettings, chunks_of

FOUR_MEGABYTES = 4_000_000


def _digests(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_same_seed_gives_the_same_bytes(faulty: RawWorld, tmp_path: Path) -> None:
    again = built(tmp_path, SMALL, FaultRates())
    assert _digests(again.root) == _digests(faulty.root)


def test_another_seed_gives_other_bytes_in_every_file(faulty: RawWorld, tmp_path: Path) -> None:
    other = _digests(built(tmp_path, replace(SMALL, seed=8), FaultRates()).root)
    mine = _digests(faulty.root)
    assert set(other) == set(mine)
    assert [name for name in mine if mine[name] == other[name]] == []


def test_chunks_never_split_a_household_and_cover_everyone() -> None:
    settings = WorldSettings(people=1_000, people_per_chunk=130)
    census = take_census(settings)
    chunks = list(chunks_of(census.household_starts, 1_000, 130))
    assert len(chunks) > 5
    assert sum(chunk.size for chunk in chunks) == 1_000
    assert {chunk.first for chunk in chunks} <= set(census.household_starts.tolist())
    assert np.all(np.diff(census.household) >= 0)


def test_many_chunks_share_no_ids(tmp_path: Path) -> None:
    settings = WorldSettings(people=200, people_per_chunk=100)
    world = built(tmp_path, settings, FaultRates.none())
    for table, key in (("web/tracks", "id"), ("crm/contacts", "contact_id")):
        keys = world.tables[table][[key, "delivery"]]
        assert not keys.duplicated().any()
    owners = world.tables["truth/record_owners"]
    assert not owners.duplicated(["source", "record_type", "record_key"]).any()


def test_parquet_holds_the_rows_of_the_csv_as_text(clean: RawWorld, tmp_path: Path) -> None:
    parquet = built(tmp_path, replace(SMALL, file_format="parquet"), FaultRates.none())
    for table in ("shop/orders", "web/tracks", "truth/people"):
        files = sorted((parquet.root / table).glob("*.parquet"))
        frames = [pq.read_table(path).to_pandas() for path in files]
        mine = clean.tables[table].drop(columns="delivery")
        assert sum(len(frame) for frame in frames) == len(mine)
        assert list(frames[0].columns) == list(mine.columns)
        assert all(str(kind) == "string" for kind in pq.read_schema(files[0]).types)
    lines = [
        line
        for path in sorted((parquet.root / "app/events").glob("*.parquet"))
        for line in pq.read_table(path)["line"].to_pylist()
    ]
    assert lines == [line for _, line in clean.app_lines]


def test_deliveries_lie_in_the_window_and_the_last_one_after_its_end(faulty: RawWorld) -> None:
    names = [path.name[:10] for path in faulty.files("web/tracks")]
    assert names == [
        "2026-02-01",
        "2026-03-03",
        "2026-04-02",
        "2026-05-02",
        "2026-06-01",
        "2026-07-01",
    ]
    for table in ("web/tracks", "shop/orders"):
        column = "received_at" if table == "web/tracks" else "_synced_at"
        rows = faulty.tables[table].dropna(subset=[column])
        latest = rows.groupby("delivery")[column].max()
        assert all(latest[name] <= f"{name}T04:00:00.000Z" for name in names)


def _contents(root: Path) -> dict[str, bytes]:
    """Unpack: packed bytes also depend on the zlib that Python was built with."""
    return {
        str(path.relative_to(root)): gzip.decompress(path.read_bytes())
        if path.suffix == ".gz"
        else path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_the_demo_is_what_the_command_makes(tmp_path: Path) -> None:
    simulate(tmp_path / "raw")
    made, kept = _contents(tmp_path / "raw"), _contents(DEMO)
    assert sorted(made) == sorted(kept)
    assert [name for name in made if made[name] != kept[name]] == []


def test_the_demo_stays_under_four_megabytes() -> None:
    assert sum(path.stat().st_size for path in DEMO.rglob("*.gz")) < FOUR_MEGABYTES


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"people": 0}, "people must be at least 1"),
        ({"days": 5}, "days must be at least 28"),
        ({"deliveries": 0}, "deliveries must lie between 1"),
        ({"events_per_person": 0.0}, "events_per_person must be above 0"),
        ({"seed": -1}, "seed must be 0 or more"),
        ({"file_format": "xml"}, "file_format must be csv or parquet"),
    ],
)
def test_parameters_out_of_range_are_refused(
    arguments: dict, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=complaint):
        simulate(tmp_path / "raw", **arguments)
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize("people", [1, 2, 7])
def test_tiny_worlds_work(people: int, tmp_path: Path) -> None:
    rows = simulate(tmp_path / "raw", people=people, days=28, deliveries=1, end=date(2026, 2, 28))
    assert rows["truth/people"] == people
