"""The truth is read from any of its formats, or refused with one sentence."""

import gzip
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dmp.errors import UserError
from dmp.scorecard.truth import read_truth

TABLES = {
    "people": "person_id,purchase_rate,dropout_at\np1,0.5,\np2,0.25,2026-06-01T00:00:00.000Z\n",
    "record_owners": "source,record_type,record_key,person_id\nshop,contact,C1,p1\n",
    "tastes": "person_id,category,affinity\np1,Tea,0.750\n",
    "items": "product_id,category,appeal\nSKU-1,Tea,0.010000\n",
}


def write(raw: Path, tables: dict[str, str] = TABLES) -> Path:
    for name, text in tables.items():
        folder = raw / "truth" / name
        folder.mkdir(parents=True)
        (folder / "2026-07-01.csv.gz").write_bytes(gzip.compress(text.encode()))
    return raw


def test_text_becomes_numbers_and_instants(tmp_path: Path) -> None:
    truth = read_truth(write(tmp_path))
    people = truth.people.set_index("person_id")
    assert people["purchase_rate"].to_dict() == {"p1": 0.5, "p2": 0.25}
    assert pd.isna(people.loc["p1", "dropout_at"])
    assert people.loc["p2", "dropout_at"] == pd.Timestamp("2026-06-01")
    assert truth.tastes["affinity"].tolist() == [0.75]


def test_parquet_is_read_like_csv(tmp_path: Path) -> None:
    write(tmp_path)
    for name in TABLES:
        table = tmp_path / "truth" / name
        duckdb.execute(
            f"copy (from read_csv('{table}/*.csv.gz', all_varchar = true))"
            f" to '{table}/2026-07-01.parquet'"
        )
        (table / "2026-07-01.csv.gz").unlink()
    assert read_truth(tmp_path).owners["record_key"].tolist() == ["C1"]


def test_the_same_file_delivered_twice_tells_nothing_new(tmp_path: Path) -> None:
    folder = write(tmp_path) / "truth" / "tastes"
    (folder / "2026-07-02.csv.gz").write_bytes((folder / "2026-07-01.csv.gz").read_bytes())
    assert len(read_truth(tmp_path).tastes) == 1


def test_styles_are_read_where_they_are_told(tmp_path: Path) -> None:
    items = "product_id,category,appeal,style_1,style_2\nSKU-1,Tea,0.01,-0.50,1.25\n"
    truth = read_truth(write(tmp_path, {**TABLES, "items": items}))
    assert truth.items[["style_1", "style_2"]].to_numpy().tolist() == [[-0.5, 1.25]]
    assert "style_1" not in truth.people


def test_a_company_without_truth_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no planted truth in .*truth"):
        read_truth(tmp_path)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    write(tmp_path, {name: text for name, text in TABLES.items() if name != "items"})
    with pytest.raises(UserError, match=r"items holds no"):
        read_truth(tmp_path)


def test_other_columns_are_one_sentence_with_the_columns_needed(tmp_path: Path) -> None:
    write(tmp_path, {**TABLES, "items": "sku,price\nSKU-1,2\n"})
    with pytest.raises(UserError, match=r"needs the columns product_id, category, appeal"):
        read_truth(tmp_path)
