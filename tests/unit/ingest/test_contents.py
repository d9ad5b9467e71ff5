"""What people and programs deliver, and what becomes of it."""

import gzip
import json
from dataclasses import replace

import duckdb
import pytest
from ingest_shore import Shore

ROW = [("7", "jö@example.org", "1,5")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.csv", "id,email,total\n7,jö@example.org,\"1,5\"\n".encode()),
        ("semicolons.csv", "id;email;total\r\n7;jö@example.org;1,5\r\n".encode()),
        ("tabs.tsv", "id\temail\ttotal\n7\tjö@example.org\t1,5\n".encode()),
        ("bars.txt", "id|email|total\n7|jö@example.org|1,5".encode()),
        ("marked.csv", "\ufeffid;email;total\n7;jö@example.org;1,5\n".encode()),
        ("excel.csv", "sep=;\r\nid;email;total\r\n7;jö@example.org;1,5\r\n".encode("cp1252")),
        ("windows.csv", "id;email;total\n7;jö@example.org;1,5\n".encode("cp1252")),
        ("wide.csv", "id\temail\ttotal\n7\tjö@example.org\t1,5\n".encode("utf-16")),
        ("packed.csv.gz", gzip.compress("id;email;total\n7;jö@example.org;1,5\n".encode())),
        ("packed wide.csv.gz", gzip.compress("id;email;total\n7;jö@example.org;1,5\n".encode("utf-16"))),
        ("other order.csv", "total;id;email\n1,5;7;jö@example.org\n".encode()),
        ("capitals.csv", "ID; EMail ;TOTAL\n7;jö@example.org;1,5\n".encode()),
        ("'quote\".csv", "id;email;total\n7;jö@example.org;1,5\n".encode()),
    ],
)  # fmt: skip
def test_text_is_read_however_it_is_written(shore: Shore, name: str, content: bytes) -> None:
    shore.deliver(name, content)
    landing = shore.land()
    assert landing.refused == []
    assert shore.rows() == ROW


def test_broken_lines_are_kept_with_line_and_reason(shore: Shore) -> None:
    shore.deliver(
        "a.csv",
        'id,email,total\n1,ada@example.org,"1,5"\n2,bo@example.org\n3,cy@example.org,4,more\n'
        '4,"two\nlines",7\n5,"never closed,9\n6,di@example.org,8\n',
    )
    [entry] = shore.land().landed
    assert (entry.n_rows, entry.n_broken) == (5, 3)
    good = [row for row in shore.rows() if row[0]]
    assert good == [("1", "ada@example.org", "1,5"), ("4", "two\nlines", "7")]
    assert shore.rows("_overflow, _row_text")[:3] == [
        ("line 3: missing columns", "2,bo@example.org"),
        ("line 4: too many columns", "3,cy@example.org,4,more"),
        ("line 7: unquoted value", '5,"never closed,9\n6,di@example.org,8'),
    ]


def test_broken_row_at_the_very_end_lies_in_the_last_line(shore: Shore) -> None:
    shore.deliver("a.csv", "id,email,total\n1")  # the engine places it behind the last byte
    [entry] = shore.land().landed
    assert (entry.n_rows, entry.n_broken) == (1, 1)
    assert shore.rows("_overflow, _row_text") == [("line 2: missing columns", "1")]


def test_lines_are_counted_in_packed_files_too(shore: Shore) -> None:
    rows = "".join(f'{number},"a\nb",1\n' for number in range(50_000))
    text = f"id,email,total\n{rows}broken\n"
    shore.deliver("a.csv.gz", gzip.compress(text.encode()))
    shore.deliver("b.csv", text.replace("\n", "\r\n").encode("utf-16"))
    shore.land()
    found = [row for row in shore.rows("_overflow, _row_text") if row[0]]
    assert found == [("line 100002: missing columns", "broken")] * 2


def test_columns_that_come_and_go_are_told_once_and_nothing_is_lost(shore: Shore) -> None:
    shore.deliver("1.csv", "id,email,total\n1,ada@example.org,10\n")
    shore.land()
    shore.deliver("2.csv", "id,total,channel\n2,ten,web\n")
    [entry] = shore.land().landed
    assert entry.drift.split(" | ") == [
        "email is missing",
        "channel is new and not declared (kept in _extra)",
        "total was whole number and is text",
    ]
    assert ("2", json.dumps({"channel": "web"}, separators=(",", ":"))) in shore.rows("id, _extra")
    shore.deliver("3.csv", "id,total,channel\n3,five,app\n")
    [entry] = shore.land().landed
    assert entry.drift == ""


def test_json_lines_land_as_lines_broken_ones_included(shore: Shore) -> None:
    lines = ['{"id": 1, "total": "1,5"}', "{broken", '{"id": 2, "note": "a,\\"b\\""}']
    shore.deliver("a.jsonl", "\n".join(lines) + "\n\n")
    [entry] = shore.land(shore.table("line")).landed
    assert (entry.n_rows, entry.n_broken) == (3, 1)
    assert list(entry.columns) == ["id", "note", "total"]
    assert sorted(line for (line,) in shore.rows("line")) == sorted(lines)


def test_json_lines_are_taken_apart_where_columns_are_declared(shore: Shore) -> None:
    lines = [
        '{"ID": 1, "email": "ada@example.org", "total": {"amount": "1.5"}, "note": "a"}',
        "{broken",
        "[2]",
        '{"id": "2", "total": [1, null]}',
    ]
    shore.deliver("a.jsonl", "\n".join(lines) + "\n\n")
    [entry] = shore.land().landed
    assert (entry.n_rows, entry.n_broken) == (4, 2)
    assert shore.rows("id, email, total, _extra, _overflow, _row_text") == [
        ("2", None, "[1,null]", '{"ID":null,"note":null}', None, None),
        (None, "ada@example.org", '{"amount":"1.5"}', '{"ID":1,"note":"a"}', None, None),
        (None, None, None, None, "no JSON object", "[2]"),
        (None, None, None, None, "no JSON object", "{broken"),
    ]


def test_nested_columns_of_parquet_land_as_json(shore: Shore) -> None:
    duckdb.sql("""
        select 1 as id, {'a': 'x', 'b': null} as email, [{'k': 1}] as total
    """).write_parquet(str(shore.origin / "a.parquet"))
    shore.land()
    assert shore.rows() == [("1", '{"a":"x","b":null}', '[{"k":1}]')]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"email,total\nada@example.org,1\n"), ("a.jsonl", b'{"email": "x", "total": 1}\n')],
)
def test_delivery_without_its_key_is_refused(shore: Shore, name: str, content: bytes) -> None:
    shore.deliver(name, content)
    [refusal] = shore.land(replace(shore.table(), required=("id",))).refused
    assert (
        f"{name} lacks id, without which nothing can be made of shop.orders: it has email, total"
        in refusal
    )


def test_optional_table_may_lie_beside_its_folder_or_be_absent(shore: Shore) -> None:
    optional = replace(shore.table(origin="exports/orders"), optional=True)
    assert shore.land(optional).landed == []
    shore.deliver("orders.2026.csv", "id,email,total\n1,,2\n")
    shore.deliver("orders_old.csv", "id,email,total\n9,,9\n")
    assert [entry.path for entry in shore.land(optional).landed] == ["orders.2026.csv"]


def test_parquet_lands_as_text(shore: Shore) -> None:
    duckdb.sql(
        "select 7 as id, 1.5::decimal(9, 2) as total, date '2026-07-01' as day"
    ).write_parquet(str(shore.origin / "a.parquet"))
    [entry] = shore.land().landed
    assert entry.columns == {"id": "integer", "total": "decimal(9,2)", "day": "date"}
    assert shore.rows("id, email, total, _extra") == [("7", None, "1.50", '{"day":"2026-07-01"}')]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("book.xlsx", b"PK\x03\x04", "is a workbook: save its sheet as 'CSV UTF-8'"),
        ("notes.pdf", b"%PDF", "is of no kind that can be read"),
        ("empty.csv", b"", "is empty: deliver it again"),
        ("binary.csv", b"id,email\n\x00\x01\x02", "holds binary data"),
        ("cut.csv.gz", gzip.compress(b"id,email,total\n1,2,3\n")[:-4], "is cut off or damaged"),
        ("bare.csv", b"1,2,3\n4,5,6\n", "has none of the declared columns"),
        ("blank.csv", b"\n\n", "has no header line"),
        ("twice.csv", b"id,ID,total\n1,2,3\n", "has ID, id more than once"),
        ("fake.parquet", b"id,email,total\n", "cannot be read"),
        ("lines.jsonl", b"{}\n", "has none of the declared columns"),
        ("no text.csv", b"id,email\n\x81\x8d,x\n", "is no text in UTF-8, UTF-16 or Windows-1252"),
    ],
)
def test_what_cannot_be_landed_is_refused_with_a_sentence(
    shore: Shore, name: str, content: bytes, sentence: str
) -> None:
    shore.deliver(name, content)
    landing = shore.land()
    [refusal] = landing.refused
    assert sentence in refusal
    assert name in refusal
    assert landing.landed == []
    assert [file.name for file in (shore.place / "landing/acme/shop/orders").iterdir()] == []


def test_header_alone_is_a_delivery_without_rows(shore: Shore) -> None:
    shore.deliver("a.csv", "id,email,total\n")
    [entry] = shore.land().landed
    assert (entry.n_rows, entry.n_broken) == (0, 0)


def test_value_beyond_the_longest_line_is_refused_or_kept_aside(shore: Shore) -> None:
    shore.deliver("a.csv", "id,email,total\n1,ada@example.org,10\n2," + "x" * 5_000_000 + ",1\n")
    landing = shore.land()
    if landing.refused:
        assert "a.csv" in landing.refused[0]
    else:
        [entry] = landing.landed
        assert (entry.n_rows, entry.n_broken) == (2, 1)


def test_keys_of_json_lines_may_hold_any_sign(shore: Shore) -> None:
    shore.deliver("a.jsonl", json.dumps({"id": 1, 'a"b': 2, "c/d": 3, "~e": 4, "*": 5}) + "\n")
    assert shore.land().refused == []
    [(extra,)] = shore.rows("_extra")
    assert json.loads(extra) == {'a"b': 2, "c/d": 3, "~e": 4, "*": 5}
