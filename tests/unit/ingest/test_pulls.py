"""Tables of a real PostgreSQL are pulled: everything once, whatever happens in between."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from ingest_shore import NOW, Shore
from postgres_server import Server

from dmp.errors import UserError
from dmp.ingest import LandedTable, Landing, job, land_deliveries, pull_of, pulling
from dmp.ingest.ledger import LEDGER
from dmp.ingest.postgres import Snapshot

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


def test_update_comes_as_a_second_version(pulls: Pulls) -> None:
    pulls.land()
    pulls.run("update orders set total = 21, updated_at = '2026-07-01 12:30+00' where id = 2")
    assert pulls.landed() == 1
    assert pulls.rows() == [("1", "10"), ("2", "20"), ("2", "21"), ("3", "30")]
    assert pulls.landed() == 0


def test_late_commit_inside_the_look_back_is_found(pulls: Pulls) -> None:
    late = psycopg.connect(f"host=127.0.0.1 port={pulls.server.port} user=owner dbname=shop")
    with late:
        late.execute("insert into orders values (4, 40, '2026-07-01 11:50+00')")
        assert pulls.landed() == 3
        late.commit()
    assert pulls.landed() == 1
    pulls.run("insert into orders values (5, 50, '2026-07-01 11:40+00')")
    assert pulls.landed() == 0
    assert pulls.landed(look_back="30 minutes") == 1


def test_tie_at_the_cursor_is_neither_lost_nor_doubled(pulls: Pulls) -> None:
    pulls.land(look_back=0)
    pulls.run("insert into orders values (4, 40, '2026-07-01 12:00+00')")
    assert pulls.landed(look_back=0) == 1
    assert pulls.landed(look_back=0) == 0
    assert pulls.rows("id") == [("1",), ("2",), ("3",), ("4",)]


def test_rows_that_are_alike_are_counted_without_a_key(pulls: Pulls) -> None:
    pulls.run("alter table orders drop constraint orders_pkey")
    pulls.run("insert into orders select * from orders where id = 3")
    assert pulls.landed(key=None) == 4
    pulls.run("insert into orders select * from orders where id = 3 limit 1")
    assert pulls.landed(key=None) == 1
    assert pulls.landed(key=None) == 0


def test_row_that_goes_back_to_an_older_version_is_news_with_a_key(pulls: Pulls) -> None:
    pulls.land()
    pulls.run("update orders set total = 31 where id = 3")
    assert pulls.landed() == 1
    pulls.run("update orders set total = 30 where id = 3")
    assert pulls.landed() == 1
    assert pulls.landed() == 0
    assert [row for row in pulls.rows() if row[0] == "3"] == [("3", "30"), ("3", "30"), ("3", "31")]


def test_rows_without_a_cursor_are_told_and_come_once(pulls: Pulls) -> None:
    pulls.run(
        "insert into orders values (4, 40, null), (5, 50, '-infinity'), (6, 60, '0044-03-15 BC')"
    )
    [entry] = pulls.land().landed
    assert entry.drift == "3 rows have no usable updated_at (read again by every pull)"
    assert (entry.n_rows, entry.reached) == (6, "2026-07-01 12:00:00+00")
    assert pulls.landed() == 0
    pulls.run("update orders set total = 41 where id = 4")
    assert pulls.landed() == 1


def test_row_of_the_future_does_not_hide_later_changes(pulls: Pulls) -> None:
    pulls.run(
        "insert into orders values (4, 40, '9999-12-31'), (5, 50, 'infinity'), (6, 60, '20000-01-01')"
    )
    assert pulls.landed() == 6
    pulls.run("update orders set total = 11, updated_at = now() where id = 1")
    assert pulls.landed() == 1
    assert pulls.landed() == 0


@pytest.mark.parametrize(
    ("kind", "first", "later"),
    [
        ("bigint", "998", "1002"),
        ("smallint", "9", "10"),
        ("date", "2026-07-01", "2026-07-02"),
        ("timestamp", "2026-07-01 10:00:00.5", "2026-07-01 10:00:00.51"),
        ("timestamptz", "2026-07-01 12:00+02", "2026-07-01 10:01+00"),
    ],
)
@pytest.mark.parametrize("look_back", [0, None])
def test_kinds_of_cursors(
    pulls: Pulls, kind: str, first: str, later: str, look_back: int | None
) -> None:
    pulls.run(
        f"create table events (id integer, moved {kind})",
        f"insert into events values (1, '{first}')",
    )
    said = {"origin": "postgres://public.events", "cursor": "moved", "look_back": look_back}
    assert pulls.landed("id", "moved", **said) == 1
    assert pulls.landed("id", "moved", **said) == 0
    pulls.run(f"insert into events values (2, '{first}'), (3, '{later}')")
    assert pulls.landed("id", "moved", **said) == 2
    assert pulls.landed("id", "moved", **said) == 0
    assert pulls.rows("id") == [("1",), ("2",), ("3",)]


def test_marked_delete_comes_with_its_mark(pulls: Pulls) -> None:
    pulls.run("alter table orders add column deleted_at timestamptz")
    columns = (*COLUMNS, "deleted_at")
    pulls.land(*columns)
    pulls.run(
        "update orders set deleted_at = '2026-07-02 08:00+00', updated_at = '2026-07-02 08:00+00' where id = 1"
    )
    assert pulls.landed(*columns) == 1
    assert ("1", "2026-07-02 08:00:00+00") in pulls.rows("id, deleted_at")


def test_hard_delete_is_seen_when_the_whole_table_is_pulled(pulls: Pulls) -> None:
    assert pulls.landed(cursor=None) == 3
    assert pulls.files() == ["whole.parquet"]
    pulls.run("delete from orders where id = 2")
    assert pulls.landed(cursor=None) == 2
    assert pulls.rows() == [("1", "10"), ("3", "30")]
    assert pulls.files() == ["whole.parquet"]


def test_whole_table_that_did_not_change_is_not_written_again(pulls: Pulls) -> None:
    pulls.land(cursor=None)
    before = pulls.ledger()
    pulls.run("update orders set total = total where id = 1")  # moves the row to the end
    assert pulls.land(cursor=None).known == 1
    assert pulls.ledger() == before
    pulls.run("update orders set total = 11 where id = 1")
    assert pulls.landed(cursor=None) == 3
    pulls.run("update orders set total = 10 where id = 1")
    assert pulls.landed(cursor=None) == 3
    assert pulls.rows() == [("1", "10"), ("2", "20"), ("3", "30")]


def test_empty_table_is_an_empty_delivery_once(pulls: Pulls) -> None:
    pulls.run("truncate orders")
    assert [entry.n_rows for entry in pulls.land().landed] == [0]
    assert pulls.land().landed == []
    assert pulls.rows() == []
    pulls.run("insert into orders values (1, 10, '1999-01-01')")
    assert pulls.landed() == 1


@pytest.mark.parametrize("cursor", ["updated_at", None])
@pytest.mark.parametrize("stopped_at", ["copy", "convert", "leave out", "put", "ledger"])
def test_pull_killed_on_the_way_is_made_again(
    pulls: Pulls, cursor: str | None, stopped_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulls.land(cursor=cursor)
    pulls.run("insert into orders values (4, 40, '2026-07-01 12:01+00')")
    steps: dict[str, tuple[Any, str]] = {
        "copy": (Snapshot, "copy"),
        "convert": (pulling, "convert_copied"),
        "leave out": (pulling.hashlib, "sha256"),
        "put": (job, "_put"),
        "ledger": (job.Ledger, "add"),
    }

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(*steps[stopped_at], killed)
        with pytest.raises(KeyboardInterrupt):
            pulls.land(cursor=cursor)
    pulls.land(cursor=cursor)
    assert pulls.rows("id") == [("1",), ("2",), ("3",), ("4",)]
    assert pulls.land(cursor=cursor).landed == []


def test_landed_file_that_is_gone_is_pulled_again(pulls: Pulls) -> None:
    pulls.land()
    [file] = pulls.files()
    (pulls.shore.place / "landing/acme/shop/orders" / file).unlink()
    assert pulls.landed() == 3
    assert pulls.landed() == 0


def test_another_cursor_begins_anew_and_doubles_nothing(pulls: Pulls) -> None:
    pulls.land()
    pulls.run("insert into orders values (0, 5, '2020-01-01')")
    assert pulls.landed() == 0
    assert pulls.landed(cursor="id") == 1
    assert pulls.rows("id") == [("0",), ("1",), ("2",), ("3",)]


def test_server_that_goes_in_the_middle_leaves_nothing(
    pulls: Pulls, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulls.run(
        "create table big as select id, repeat('x', 1000) as note from generate_series(1, 30000) as id"
    )
    said = {"origin": "postgres://public.big", "cursor": "id"}
    copied = psycopg.Copy.__iter__

    def interrupted(self: Any) -> Iterator[Any]:
        for number, row in enumerate(copied(self)):
            if number == 10:
                pulls.run(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tester'"
                )
            yield row

    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Copy, "__iter__", interrupted)
        sentence = pulls.refused("id", "note", **said)
    assert "postgres://public.big cannot be pulled (" in sentence
    assert "nothing of it was landed" in sentence
    assert pulls.files() == []
    assert pulls.landed("id", "note", **said) == 30000


def test_changed_columns_are_told(pulls: Pulls) -> None:
    pulls.land()
    pulls.run(
        "alter table orders add column channel text default 'web', drop column total",
        "alter table orders alter column id type bigint",
        "update orders set updated_at = '2026-07-02' where id = 1",
    )
    [entry] = pulls.land().landed
    assert entry.drift == (
        "total is missing | channel is new and not declared (kept in _extra) | id was integer and is bigint"
    )
    assert ("1", None, '{"channel":"web"}') in pulls.rows("id, total, _extra")


def test_columns_are_found_whatever_their_capitals(pulls: Pulls) -> None:
    pulls.run(
        'create table "Sales Orders" ("ID" integer, "Order Total" numeric, "Up""dated At" timestamptz)',
        "insert into \"Sales Orders\" values (1, 10, '2026-07-01')",
    )
    said = {"origin": "postgres://public.Sales Orders", "cursor": "up_dated_at"}
    columns = ("id", "order_total", "up_dated_at")
    assert pulls.landed(*columns, **said) == 1
    assert pulls.landed(*columns, **said) == 0
    assert pulls.rows("id, order_total") == [("1", "10")]


TEXTS = [
    "",
    " ",
    "a,b",
    'say "hi"',
    "two\nlines",
    "\r\n",
    "\r",
    "\t",
    "\\",
    "\\N",
    "\\.",
    "NULL",
    "ünï 漢字 🛒",
    "'",
]
EXACT = {
    "numeric(38, 10)": ("1234567890123456789012345678.0123456789", None),
    "numeric": ("0.10", "NaN"),
    "timestamptz": ("2026-06-30 22:30:00.123456+00", None),
    "timestamp": ("2026-07-01 04:00:00", "infinity"),
    "date": ("2026-07-01", None),
    "boolean": ("true", "false"),
    "double precision": ("0.1", "1e+300"),
    "bytea": ("\\x00ff", None),
    "jsonb": ('{"a": [1, 2.50, null]}', None),
    "money": ("1234.50", None),
    "interval": ("P1DT2H", None),
    "uuid": ("6f1c1f4e-5c3a-4f0f-9d0e-0a0b0c0d0e0f", None),
}


def test_values_are_exact(pulls: Pulls) -> None:
    kinds = ", ".join(f"v{place} {kind}" for place, kind in enumerate(EXACT))
    pulls.run(f"create table everything (id integer, {kinds}, tags text[])")
    given = [
        "'2026-07-01 04:00:00.123456+05:30'" if kind == "timestamptz" else f"'{value}'"
        for kind, (value, _) in EXACT.items()
    ]
    given[list(EXACT).index("bytea")] = "decode('00ff', 'hex')"
    others = [f"'{other}'" if other else "null" for _, other in EXACT.values()]
    pulls.run(
        f"insert into everything values (1, {', '.join(given)}, array['a,b', null, '\"']),"
        f" (2, {', '.join(others)}, null)"
    )
    columns = ("id", *(f"v{place}" for place in range(len(EXACT))), "tags")
    pulls.land(*columns, origin="postgres://public.everything", cursor="id")
    [one, two] = pulls.rows(", ".join(columns))
    wanted = [value for value, _ in EXACT.values()]
    assert list(one[1:-1]) == wanted
    assert json.loads(one[-1]) == ["a,b", None, '"']
    assert list(two[1:]) == [*(other for _, other in EXACT.values()), None]


def test_texts_are_exact_and_an_empty_text_is_no_null(pulls: Pulls) -> None:
    pulls.run("create table texts (note text)")
    with psycopg.connect(
        f"host=127.0.0.1 port={pulls.server.port} user=owner dbname=shop"
    ) as open_:
        for text in [*TEXTS, None]:
            open_.execute("insert into texts values (%s)", [text])
    pulls.land("note", origin="postgres://public.texts", cursor=None, key=())
    assert sorted(text for (text,) in pulls.rows("note") if text is not None) == sorted(TEXTS)
    assert pulls.rows("count(*) filter (where note is null)") == [(1,)]


def test_row_that_is_longer_than_a_line_of_a_file_may_be(pulls: Pulls) -> None:
    pulls.run(
        "create table long (id integer, note text)",
        "insert into long values (1, repeat('äb', 4000000))",
    )
    assert pulls.landed("id", "note", origin="postgres://public.long", cursor=None) == 1
    assert pulls.rows("length(note)") == [(8_000_000,)]


PULL_AND_TELL_MEMORY = """
import resource, sys
from datetime import datetime, UTC
from pathlib import Path
from dmp.ingest import LandedTable, land_deliveries, pull_of
folder, name = Path(sys.argv[1]), sys.argv[2]
origin, columns = f"postgres://public.{name}", ("id", "note")
pull = pull_of({"from": origin, "cursor": "id", "key": "id"}, columns, name)
table = LandedTable("shop", name, columns, origin, folder / name, pull=pull)
done = land_deliveries([table], folder, root=folder, now=datetime.now(UTC))
print(done.landed[0].n_rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, done.refused)
"""


def pulled_with_megabytes(folder: Path, name: str) -> tuple[int, int]:
    """Pull in a process of its own; give the rows and its peak of memory."""
    done = subprocess.run(
        [sys.executable, "-c", PULL_AND_TELL_MEMORY, str(folder), name],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stderr
    n_rows, megabytes, refused = done.stdout.split(maxsplit=2)
    assert refused.strip() == "[]"
    return int(n_rows), int(megabytes)


def test_memory_does_not_grow_with_the_table(pulls: Pulls, tmp_path: Path) -> None:
    pulls.run(
        "create unlogged table large as"
        " select id, repeat(md5(id::text), 32) as note from generate_series(1, 500000) as id",
        "create unlogged table wide as select * from large where id <= 200000",
    )
    n_wide, wide = pulled_with_megabytes(tmp_path, "wide")
    n_large, large = pulled_with_megabytes(tmp_path, "large")
    assert (n_wide, n_large) == (200_000, 500_000)
    assert large - wide < 150, "the second holds 300 MB more"


def test_two_hundred_thousand_rows_with_line_breaks_are_all_there(pulls: Pulls) -> None:
    pulls.run(
        "create table many as select id, repeat(E'line\\n\"', id % 40) as note from generate_series(1, 200000) as id"
    )
    assert pulls.landed("id", "note", origin="postgres://public.many", cursor="id") == 200_000
    found = pulls.rows("count(distinct id), sum(length(note))")
    assert found == pulls.run("select count(*), sum(length(note)) from many")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {"origin": "postgres://public.order"},
            r"has no table public.order \(near it are public.orders\)",
        ),
        (
            {"columns": ("id", "total", "moved_at"), "cursor": "moved_at"},
            "has no column moved_at, which meta.cursor names: it has id, total, updated_at",
        ),
        ({"columns": ("nr", "updated_at"), "key": "nr"}, "has no column nr, which meta.key names"),
        (
            {"cursor": "total"},
            "meta.cursor of shop.orders is total, of type numeric: a cursor is a timestamp",
        ),
        (
            {"cursor": "id", "look_back": "5 minutes"},
            "does not fit its cursor id, of type integer: write a number",
        ),
        ({"look_back": 5}, "does not fit its cursor updated_at, .* write a span of time"),
        (
            {"columns": ("a", "b"), "cursor": None, "key": ()},
            r"has none of the declared columns \(a, b\): it has id",
        ),
        ({"key": "total"}, "meta.key of shop.orders is no key: .* has 2 rows with total 10"),
    ],
)
def test_what_does_not_fit_is_one_sentence(
    pulls: Pulls, said: dict[str, Any], sentence: str
) -> None:
    pulls.run("insert into orders values (4, 10, now())")
    found = pulls.refused(
        *said.get("columns", ()), **{k: v for k, v in said.items() if k != "columns"}
    )
    assert re.search(sentence, found), found
    assert pulls.files() == []


def test_table_that_may_not_be_read_is_one_sentence(pulls: Pulls) -> None:
    pulls.run("create table hidden (id integer)", "revoke all on hidden from tester")
    sentence = pulls.refused("id", origin="postgres://public.hidden", cursor="id")
    assert "may not be read (permission denied for table hidden): grant select on it" in sentence
    assert "to tester" in sentence


def test_statement_timeout_is_one_sentence(pulls: Pulls) -> None:
    pulls.run(
        "create view slow as select 1 as id from (select pg_sleep(5)) as nap",
        "alter user tester set statement_timeout = '100ms'",
    )
    try:
        sentence = pulls.refused("id", origin="postgres://public.slow", cursor="id")
    finally:
        pulls.run("alter user tester reset statement_timeout")
    assert "took longer than the server allows" in sentence


def test_refused_pull_does_not_keep_out_the_others(pulls: Pulls) -> None:
    other = replace(
        pulls.table(origin="postgres://public.nothing"),
        name="gone",
        folder=pulls.shore.place / "landing/acme/shop/gone",
    )
    done = land_deliveries(
        [other, pulls.table()], pulls.shore.place / "landing/acme", root=pulls.shore.place, now=NOW
    )
    assert len(done.refused) == 1
    assert [entry.n_rows for entry in done.landed] == [3]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            "postgresql://tester:wrong-word@127.0.0.1:{port}/shop",
            'password authentication failed for user "tester"',
        ),
        ("postgresql://tester:secret@127.0.0.1:1/shop", "Connection refused"),
        (
            "postgresql://tester:secret@127.0.0.1:{port}/nowhere",
            'database "nowhere" does not exist',
        ),
        (
            "postgresql://tester:se%cret@127.0.0.1/shop",
            "DMP_POSTGRES_URL is no address of PostgreSQL",
        ),
    ],
)
def test_server_that_lets_nobody_in_is_one_sentence(
    pulls: Pulls, url: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DMP_POSTGRES_URL", url.format(port=pulls.server.port))
    found = pulls.refused()
    assert sentence in found
    assert "\n" not in found
    assert not re.search("secret|cret|wrong-word", found.replace("DMP_POSTGRES_URL", ""))


def test_address_of_a_source_goes_before_the_common_one(
    pulls: Pulls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DMP_POSTGRES_URL_SHOP", pulls.server.url)
    monkeypatch.setenv("DMP_POSTGRES_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert pulls.landed() == 3


def test_variables_of_libpq_name_the_server(pulls: Pulls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DMP_POSTGRES_URL")
    told = {
        "PGHOST": "127.0.0.1",
        "PGPORT": str(pulls.server.port),
        "PGUSER": "tester",
        "PGPASSWORD": "secret",
        "PGDATABASE": "shop",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert pulls.landed() == 3


def test_missing_extra_is_one_sentence(shore: Shore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    pull = pull_of({"from": "postgres://public.orders"}, COLUMNS, "shop.orders")
    table = replace(shore.table(*COLUMNS, origin="postgres://public.orders"), pull=pull)
    [sentence] = shore.land(table).refused
    assert "pip install -e '.[postgres]'" in sentence


@pytest.mark.parametrize(
    ("meta", "sentence"),
    [
        (
            {"from": "postgres://me:hush@db.example.org/shop"},
            "the address and the password of the server come from",
        ),
        ({"from": "postgres://orders"}, "is no postgres://schema.table"),
        (
            {"cursor": "nothing"},
            "meta.cursor of shop.orders names nothing, which is no declared column",
        ),
        ({"key": ["id", "nr"]}, "meta.key of shop.orders names nr"),
        (
            {"look_back": "a while"},
            "meta.look_back of shop.orders is a while: write a span of time",
        ),
        ({"look_back": -5}, "meta.look_back of shop.orders is -5"),
    ],
)
def test_settings_that_cannot_be_meant(meta: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence) as refused:
        pull_of({"from": "postgres://public.orders"} | meta, COLUMNS, "shop.orders")
    assert "hush" not in str(refused.value)
