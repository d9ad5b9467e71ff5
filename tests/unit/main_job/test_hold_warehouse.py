"""Every way in which a warehouse cannot be used ends in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dmp.errors import UserError
from dmp.warehouse import check_warehouse, hold_warehouse, reading, writing


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "demo.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table numbers as select range as number from range(100000)")
    return path


def holder_of(warehouse: Path) -> subprocess.Popen[str]:
    """Start a process that keeps the warehouse open for writing."""
    code = (
        "import duckdb, sys; connection = duckdb.connect(sys.argv[1]);"
        "print('open', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    return process


def test_folder_of_a_new_warehouse_is_made(tmp_path: Path) -> None:
    with hold_warehouse(tmp_path / "new" / "demo.duckdb"):
        assert (tmp_path / "new").is_dir()


def test_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(UserError, match=r"folder .*file cannot be written \(File exists\)"),
        hold_warehouse(tmp_path / "file" / "demo.duckdb"),
    ):
        pass


def test_second_run_is_refused_with_the_process_of_the_first(warehouse: Path) -> None:
    expected = f"is in use by process {os.getpid()}:"
    with (
        hold_warehouse(warehouse),
        pytest.raises(UserError, match=expected),
        hold_warehouse(warehouse),
    ):
        pass
    with hold_warehouse(warehouse):
        pass


def test_process_that_holds_the_file_is_named(warehouse: Path) -> None:
    holder = holder_of(warehouse)
    try:
        with pytest.raises(UserError, match=f"is in use by process {holder.pid}:"):
            check_warehouse(warehouse, patience_seconds=0)
        with (
            pytest.raises(UserError, match=f"is in use by process {holder.pid}:"),
            reading(warehouse),
        ):
            pass
        with (
            pytest.raises(UserError, match=f"is in use by process {holder.pid}:"),
            writing(warehouse, patience_seconds=0),
        ):
            pass
    finally:
        holder.communicate("")
    check_warehouse(warehouse)


@pytest.mark.parametrize(
    "content", [b"", b"hello" * 5000, b"\0" * 4096], ids=["empty", "text", "zeros"]
)
def test_file_that_is_no_database_is_said(warehouse: Path, content: bytes) -> None:
    warehouse.write_bytes(content)
    with pytest.raises(UserError, match=r"is not a readable DuckDB file .* move it away and run"):
        check_warehouse(warehouse)


def test_damaged_file_is_said(warehouse: Path) -> None:
    content = bytearray(warehouse.read_bytes())
    content[12288:65536] = bytes(65536 - 12288)
    warehouse.write_bytes(content)
    with pytest.raises(UserError, match="is not a readable DuckDB file"):
        check_warehouse(warehouse)


def test_cut_off_file_is_said(warehouse: Path) -> None:
    warehouse.write_bytes(warehouse.read_bytes()[:20000])
    with pytest.raises(UserError, match="is not a readable DuckDB file"), reading(warehouse):
        pass


def test_missing_warehouse_cannot_be_read(tmp_path: Path) -> None:
    with (
        pytest.raises(UserError, match=r"There is no warehouse at .*: run `dmp build` first"),
        reading(tmp_path / "demo.duckdb"),
    ):
        pass


def test_reader_cannot_write(warehouse: Path) -> None:
    with reading(warehouse) as connection, pytest.raises(duckdb.InvalidInputException):
        connection.execute("create table more as select 1 as number")


def test_writer_writes_and_lets_go(warehouse: Path) -> None:
    with writing(warehouse) as connection:
        connection.execute("create table more as select 1 as number")
    with reading(warehouse) as connection:
        assert connection.execute("from more").fetchall() == [(1,)]
