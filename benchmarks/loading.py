"""Landing files beside plain DuckDB: the same CSV and parquet files, one after the other.

    .venv/bin/python -m benchmarks.loading

What it measures, and how to read it, is in README.md.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from rich.console import Console

from benchmarks.scale import RESULTS
from dmp.ingest import LandedTable, land_deliveries

COLUMNS = ("order_id", "user_id", "email", "placed_at", "amount", "currency", "note")
ROWS = """
select
    i as order_id, 'u' || hash(i) % 200000 as user_id, 'user' || hash(i) % 200000 || '@example.org' as email,
    timestamp '2026-01-01' + interval (i) second as placed_at, round(hash(i) % 100000 / 100, 2) as amount,
    'EUR' as currency, 'left "here", thanks' as note
from range({start}, {stop}) as rows (i)
"""
TURNS = 3


def main() -> None:
    """Write the files, load them both ways in turns, write the result."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--rows", type=int, default=50_000, help="rows per file")
    wanted = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="dmp-loading-"))
    try:
        found = {
            file_format: measure(work / file_format, file_format, wanted.files, wanted.rows)
            for file_format in ("csv", "parquet")
        }
    finally:
        shutil.rmtree(work, ignore_errors=True)
    Console(width=120).print(found)
    result = {"files": wanted.files, "rows_per_file": wanted.rows, **found}
    (RESULTS / "loading.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")


def measure(place: Path, file_format: str, n_files: int, n_rows: int) -> dict[str, float]:
    """Give seconds of both, the best of the turns, and the throughput of ours over plain DuckDB's."""
    exports = place / "exports"
    exports.mkdir(parents=True)
    for number in range(n_files):
        rows = duckdb.sql(ROWS.format(start=number * n_rows, stop=(number + 1) * n_rows))
        file = str(exports / f"{number:03}.{file_format}")
        rows.write_csv(file) if file_format == "csv" else rows.write_parquet(file)
    plain, ours = [], []
    for turn in range(TURNS):
        plain.append(load_plainly(place / f"{turn}.duckdb", exports, file_format, n_files * n_rows))
        ours.append(land(place / f"landing{turn}", exports, n_files * n_rows))
    return {
        "plain_seconds": round(min(plain), 2),
        "landing_seconds": round(min(ours), 2),
        "landing_over_plain_throughput": round(min(plain) / min(ours), 2),
    }


def load_plainly(database: Path, exports: Path, file_format: str, n_rows: int) -> float:
    """Create a table of all files, as one would in DuckDB's shell."""
    started = time.perf_counter()
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"create table orders as from '{exports}/*.{file_format}'")
        found = connection.execute("select count(*) from orders").fetchone()
    if found != (n_rows,):
        raise SystemExit(f"Plain DuckDB read {found} rows.")
    return time.perf_counter() - started


def land(folder: Path, exports: Path, n_rows: int) -> float:
    """Land all files: ledger, fingerprints, broken rows and drift included."""
    table = LandedTable("shop", "orders", COLUMNS, str(exports), folder / "shop/orders")
    started = time.perf_counter()
    landing = land_deliveries([table], folder, root=folder, now=datetime.now(UTC), settled_after=0)
    seconds = time.perf_counter() - started
    if sum(entry.n_rows for entry in landing.landed) != n_rows or landing.refused:
        raise SystemExit(f"Landed {landing.sentence} Refused: {landing.refused}")
    return seconds


if __name__ == "__main__":
    main()
