"""Buckets of an S3-compatible store, which runs beside the test."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import IncompleteReadError
from botocore.response import StreamingBody
from ingest_shore import Shore

from dmp.errors import UserError

ORIGIN = "s3://exports/shop/orders"
TWO = b"id,email,total\n1,ada@example.org,10\n2,bo@example.org,20\n"


def test_objects_are_landed_once_and_again_when_they_change(shore: Shore, bucket: Any) -> None:
    bucket.put_object(Key="shop/orders/2026/a.csv", Body=TWO)
    bucket.put_object(Key="shop/orders_old/b.csv", Body=TWO)
    table = shore.table(origin=ORIGIN)
    assert [entry.path for entry in shore.land(table).landed] == ["2026/a.csv"]
    assert shore.land(table).known == 1
    bucket.put_object(Key="shop/orders/2026/a.csv", Body=TWO + b"3,cy@example.org,30\n")
    assert len(shore.land(table).landed) == 1
    assert [row[0] for row in shore.rows()] == ["1", "2", "3"]


def test_more_objects_than_one_page(shore: Shore, bucket: Any) -> None:
    for number in range(1001):
        bucket.put_object(Key=f"shop/orders/_{number:04}.csv", Body=b"ignored")
    bucket.put_object(Key="shop/orders/z.csv", Body=TWO)
    assert len(shore.land(shore.table(origin=ORIGIN)).landed) == 1


def test_last_part_may_name_files(shore: Shore, bucket: Any) -> None:
    for name in ("orders_1.csv", "orders_2.csv", "people.csv", "old/orders_0.csv"):
        bucket.put_object(Key=f"shop/{name}", Body=TWO.replace(b"1,", name.encode() + b","))
    table = shore.table(origin="s3://exports/shop/orders_*.csv")
    assert [entry.path for entry in shore.land(table).landed] == ["orders_1.csv", "orders_2.csv"]
    table = shore.table(origin="s3://exports/shop/people.csv")
    assert [entry.path for entry in shore.land(table).landed] == ["people.csv"]


def test_bucket_that_is_not_there_is_one_sentence(shore: Shore, bucket: Any) -> None:
    assert bucket.name
    with pytest.raises(UserError, match=r"s3://nobody/orders/ cannot be read .*AWS_ENDPOINT_URL"):
        shore.land(shore.table(origin="s3://nobody/orders"))


def test_download_that_breaks_off_leaves_nothing(
    shore: Shore, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put_object(Key="shop/orders/a.csv", Body=TWO)

    def broken(self: StreamingBody, chunk_size: int) -> Iterator[bytes]:
        yield self.read(20)
        raise IncompleteReadError(actual_bytes=20, expected_bytes=chunk_size)

    with monkeypatch.context() as patch:
        patch.setattr(StreamingBody, "iter_chunks", broken)
        landing = shore.land(shore.table(origin=ORIGIN))
    assert "nothing of it was landed" in landing.refused[0]
    assert list((shore.place / "landing/acme/shop/orders").iterdir()) == []
    assert len(shore.land(shore.table(origin=ORIGIN)).landed) == 1
