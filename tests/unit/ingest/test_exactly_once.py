"""Every delivery is landed exactly once, whatever happens in between."""

import gzip
import json
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest_shore import Shore

from dmp.errors import UserError
from dmp.ingest import job
from dmp.ingest.ledger import LEDGER

TWO = "id,email,total\n1,ada@example.org,10\n2,bo@example.org,20\n"


def test_second_run_lands_nothing(shore: Shore) -> None:
    shore.deliver("2026-07-01.csv", TWO)
    assert [entry.n_rows for entry in shore.land().landed] == [2]
    again = shore.land()
    assert (again.landed, again.known) == ([], 1)
    assert len(shore.rows()) == 2


def test_changed_file_replaces_its_rows(shore: Shore) -> None:
    shore.deliver("a.csv", TWO)
    shore.land()
    shore.deliver("a.csv", "id,email,total\n3,cy@example.org,30\n")
    shore.land()
    assert shore.rows() == [("3", "cy@example.org", "30")]


def test_same_content_under_another_name_is_landed_once(shore: Shore) -> None:
    shore.deliver("a.csv", TWO)
    shore.deliver("copy of a.csv", TWO)
    landing = shore.land()
    assert (len(landing.landed), landing.known) == (1, 1)
    assert len(shore.rows()) == 2


def test_content_comes_back_when_the_file_that_brought_it_changes(shore: Shore) -> None:
    shore.deliver("a.csv", TWO)
    shore.deliver("b.csv", TWO)
    shore.land()
    shore.deliver("a.csv", "id,email,total\n3,cy@example.org,30\n")
    shore.land()
    assert [row[0] for row in shore.rows()] == ["1", "2", "3"]


def test_two_names_that_differ_in_their_ending_are_two_files(shore: Shore) -> None:
    shore.deliver("orders.csv", TWO)
    shore.deliver("orders.csv.gz", gzip.compress(b"id,email,total\n3,cy@example.org,30\n"))
    shore.deliver("orders.csv.zst", zstandard.compress(b"id,email,total\n4,di@example.org,40\n"))
    shore.deliver("2026/orders.csv", "id,email,total\n5,ed@example.org,50\n")
    shore.land()
    assert [row[0] for row in shore.rows()] == ["1", "2", "3", "4", "5"]


def test_file_that_is_still_being_written_waits(shore: Shore) -> None:
    file = shore.deliver("a.csv", TWO)
    written_at = file.stat().st_mtime
    landing = shore.land(settled_after=5.0, clock=lambda: written_at + 1)
    assert (landing.landed, landing.waiting) == ([], ["shop.orders: a.csv"])
    assert len(shore.land(settled_after=5.0, clock=lambda: written_at + 6).landed) == 1


def test_unfinished_and_hidden_files_are_left_alone(shore: Shore) -> None:
    for name in ("a.csv.part", "_b.csv", ".c.csv", "d.csv.crdownload"):
        shore.deliver(name, TWO)
    landing = shore.land()
    assert (landing.landed, landing.refused) == ([], [])


@pytest.mark.parametrize("stopped_at", ["_put", "add"])
def test_run_killed_on_the_way_is_made_good(
    shore: Shore, stopped_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shore.deliver("a.csv", TWO)
    shore.deliver("b.csv", "id,email,total\n3,cy@example.org,30\n")

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(job, "_put", killed) if stopped_at == "_put" else patch.setattr(
            job.Ledger, "add", killed
        )
        with pytest.raises(KeyboardInterrupt):
            shore.land()
    shore.land()
    assert [row[0] for row in shore.rows()] == ["1", "2", "3"]


def test_line_that_was_written_half_is_cut_off_the_ledger(shore: Shore) -> None:
    shore.deliver("a.csv", TWO)
    shore.land()
    ledger = shore.place / "landing/acme" / LEDGER
    with ledger.open("a") as file:
        file.write('{"source": "shop", "table_na')
    shore.deliver("b.csv", "id,email,total\n3,cy@example.org,30\n")
    assert len(shore.land().landed) == 1
    assert [json.loads(line)["path"] for line in ledger.read_text().splitlines()] == [
        "a.csv",
        "b.csv",
    ]


def test_damaged_ledger_is_one_sentence(shore: Shore) -> None:
    shore.deliver("a.csv", TWO)
    shore.land()
    ledger = shore.place / "landing/acme" / LEDGER
    ledger.write_text("no entry\n" + ledger.read_text())
    with pytest.raises(UserError, match="Line 1 of the file ledger"):
        shore.land()


def test_refused_file_does_not_keep_out_the_others(shore: Shore) -> None:
    shore.deliver("a.csv.gz", gzip.compress(TWO.encode())[:-9])
    shore.deliver("b.csv", TWO)
    landing = shore.land()
    assert len(landing.landed) == 1
    [sentence] = landing.refused
    assert "a.csv.gz is cut off or damaged" in sentence
    shore.deliver("a.csv.gz", gzip.compress(b"id,email,total\n3,cy@example.org,30\n"))
    assert shore.land().refused == []
    assert len(shore.rows()) == 3


def test_missing_folder_is_one_sentence(shore: Shore) -> None:
    with pytest.raises(UserError, match="is not there: create it"):
        shore.land(shore.table(origin="nowhere"))


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["a.csv", "b.csv", "c/a.csv"]), st.integers(0, 3), st.booleans()),
        max_size=8,
    )
)
def test_landed_is_what_the_files_hold_whatever_came_in_which_order(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, bool]]
) -> None:
    shore = Shore(tmp_path_factory.mktemp("steps"))
    shore.origin.mkdir()
    now: dict[str, int] = {}
    for name, number, is_landed in steps:
        shore.deliver(name, f"id,email,total\n{number},x{number}@example.org,1\n")
        now[name] = number
        if is_landed:
            shore.land()
    shore.land()
    shore.land()
    found = [row[0] for row in shore.rows()] if now else []
    assert sorted(set(found)) == sorted({str(number) for number in now.values()})
    assert len(found) == len(set(found))
