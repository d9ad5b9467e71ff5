"""The record of a build vouches for a warehouse only when everything was good."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dmp.warehouse import Timing, read_record, record_path, recorded_build

NOW = datetime(2026, 7, 1, 5, tzinfo=UTC)
TIMING = Timing("invocation", 2.0, {"staging": 1.5})


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "demo.duckdb"


def build(warehouse: Path, *, is_complete: bool = True, fails: bool = False) -> None:
    with recorded_build(warehouse, run_id="run", now=NOW) as record:
        record.note(TIMING, is_complete=is_complete)
        if fails:
            raise RuntimeError


def state(warehouse: Path) -> str | None:
    record = read_record(warehouse)
    return record and record.state


def test_warehouse_without_a_build_has_no_record(warehouse: Path) -> None:
    assert read_record(warehouse) is None


def test_complete_build_is_good_and_keeps_its_timing(warehouse: Path) -> None:
    build(warehouse)
    record = read_record(warehouse)
    assert record
    assert (record.state, record.run_id, record.timing) == ("good", "run", TIMING)
    assert record.started_at == "2026-07-01T05:00:00+00:00"


def test_build_that_is_under_way_or_was_killed_is_running(warehouse: Path) -> None:
    with recorded_build(warehouse, run_id="run", now=NOW):
        assert state(warehouse) == "running"


def test_first_build_of_a_part_is_partial(warehouse: Path) -> None:
    build(warehouse, is_complete=False)
    assert state(warehouse) == "partial"


def test_good_build_of_a_part_leaves_the_state_as_it_was(warehouse: Path) -> None:
    build(warehouse)
    build(warehouse, is_complete=False)
    assert state(warehouse) == "good"
    with pytest.raises(RuntimeError):
        build(warehouse, fails=True)
    build(warehouse, is_complete=False)
    assert state(warehouse) == "failed"


def test_failed_build_of_a_part_spoils_a_good_warehouse(warehouse: Path) -> None:
    build(warehouse)
    with pytest.raises(RuntimeError):
        build(warehouse, is_complete=False, fails=True)
    assert state(warehouse) == "failed"


def test_complete_build_heals_every_state(warehouse: Path) -> None:
    with pytest.raises(RuntimeError):
        build(warehouse, fails=True)
    build(warehouse)
    assert state(warehouse) == "good"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"state": "good"}'])
def test_record_that_cannot_be_understood_vouches_for_nothing(
    warehouse: Path, content: str
) -> None:
    record_path(warehouse).write_text(content)
    assert state(warehouse) == "failed"
