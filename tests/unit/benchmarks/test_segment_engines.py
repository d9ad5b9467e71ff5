"""The comparison of segments needs both warehouses, and says which commands make them."""

from pathlib import Path

import duckdb
import pytest

from benchmarks.segment_engines import main


@pytest.mark.parametrize("exists", [False, True])
def test_without_segments_the_commands_that_make_them_are_said(
    tmp_path: Path, exists: bool
) -> None:
    warehouse = tmp_path / "demo.duckdb"
    if exists:
        duckdb.connect(str(warehouse)).close()
    with pytest.raises(SystemExit, match=r"demo.duckdb holds no segments: benchmarks/README.md"):
        main(["--duckdb", str(warehouse)])
