"""Tables of a real PostgreSQL are pulled: everything once, whatever happens in between."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from ingest_shore import Shore
from postgres_server import Server

from dmp.ingest import LandedTable, Landing, pull_of
from dmp.ingest.ledger import LEDGER

COLUMNS = ("id", "total", "updated_at")


class Pulls:
    """A table of the server, and the folder where it lands."""

    def __init__(self, shore: Shore, server: Server) -> None:
        self.shore, self.server = shore, server

    def run(self, *statements: str) -> list[Any]:
        return self.server.run(*statements)

    def table(
        self, *columns: str, origin: str = "postgres://public.orders", **meta: Any
    ) -> LandedTable:
        columns = columns or COLUMNS
        said = {"from": origin, "cursor": "updated_at", "key": "id"} | meta
        pull = pull_of(said, columns, "shop.orders")
        return replace(self.shore.table(*columns, origin=origin), pull=pull)

    def land(self, *columns: str, **meta: Any) -> Landing:
        return self.shore.land(self.table(*columns, **meta))

    def landed(self, *columns: str, **meta: Any) -> int:
        """Land and give the number of new rows; nothing may be refused."""
        done = self.land(*columns, **meta)
        assert done.refused == []
        return sum(entry.n_rows for entry in done.landed)

    def refused(self, *columns: str, **meta: Any) -> str:
        [sentence] = self.land(*columns, **meta).refused
        return sentence

    def rows(self, columns: str = "id, total") -> list[tuple[Any, ...]]:
        return self.shore.rows(columns)

    def ledger(self) -> list[dict[str, Any]]:
        lines = (self.shore.place / "landing/acme" / LEDGER).read_text().splitlines()
        return [json.loads(line) for line in lines]

    def files(self) -> list[str]:
        folder = self.shore.place / "landing/acme/shop/orders"
        return sorted(file.name for file in folder.iterdir())


@pytest.fixture
def pulls(shore: Shore, database: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pulls]:
    monkeypatch.setenv("DMP_POSTGRES_URL", database.url)
    database.run(
        "create table orders (id integer primary key, total numeric, updated_at timestamptz)",
        "insert into orders values"
        " (1, 10, '2026-07-01 10:00+00'), (2, 20, '2026-07-01 11:00+00'), (3, 30, '2026-07-01 12:00+00')",
    )
    yield Pulls(shore, database)
    database.run(
        "drop schema public cascade",
        "create schema public",
        "grant usage on schema public to tester",
    )


def test_first_pull_brings_everything_and_the_second_nothing(pulls: Pulls) -> None:
    [entry] = pulls.land().landed
    assert (entry.n_rows, entry.reached) == (3, "2026-07-01 12:00:00+00")
    assert entry.path.startswith("postgres://public.orders?cursor=updated_at/2")
    assert pulls.rows() == [("1", "10"), ("2", "20"), ("3", "30")]
    before = pulls.files(), pulls.ledger()
    again = pulls.land()
    assert (again.landed, again.known) == ([], 1)
    assert (pulls.files(), pulls.ledger()) == before
