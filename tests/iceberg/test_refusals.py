"""What cannot work on a table format, or without one, ends in one sentence before a table is touched."""

from pathlib import Path

import pytest
from lakehouse import Lakehouse, Small

SENTENCES = {
    "half_an_overwrite": "insert_overwrite without partition_by would replace the table by its increment",
    "merge_without_format": "merge needs a table format; set DMP_TABLE_FORMAT to iceberg or delta",
}


@pytest.mark.parametrize("model", SENTENCES)
def test_a_strategy_that_would_lose_rows_is_refused(small: Small, model: str) -> None:
    assert f"Model {model}: {SENTENCES[model]}" in small.told
    assert model not in small.tables


@pytest.mark.parametrize(
    ("has_catalogue", "named"),
    [
        (False, ("DMP_TABLE_FORMAT is iceberg", "DMP_TABLE_FORMAT to parquet")),
        (True, ("'lake' is set to org.apache.iceberg.spark.SparkCatalog", "remove the setting")),
    ],
)
def test_a_format_without_its_jar_is_refused_before_any_table_is_made(
    tmp_path: Path, has_catalogue: bool, named: tuple[str, ...]
) -> None:
    house = Lakehouse(tmp_path / "without jar", has_jar=False, has_catalogue=has_catalogue)
    house.configure()
    done = house.dbt("build", "--select", "stg_finance__exchange_rates")
    assert done.returncode != 0
    reasons = [line for line in done.stdout.splitlines() if "classpath" in line]
    assert len(reasons) == 1
    for told in (*named, "jar", "spark.jars.packages"):
        assert told in reasons[0]
    assert "Traceback" not in done.stdout
    assert "at org.apache" not in done.stdout
    assert [path for path in (house.lake / "tables").rglob("*") if path.is_file()] == []
