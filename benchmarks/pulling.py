"""A pull from PostgreSQL beside plain COPY and DuckDB: the same table of two million rows, one after the other.

    .venv/bin/python -m benchmarks.pulling

What it measures, and how to read it, is in README.md. The server is that of the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import psycopg
from rich.console import Console

from benchmarks.scale import RESULTS
from dmp.ingest import LandedTable, land_deliveries, pull_of

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
from postgres_server import MISSING, Server, find_binaries, postgres

COLUMNS = ("order_id", "user_id", "email", "amount", "note", "updated_at")
ROWS = """
create table orders as
select
    i as order_id, 'u' || i % 200000 as user_id, 'user' || i % 200000 || '@example.org' as email,
    (i % 100000)::numeric / 100 as amount, 'left "here", thanks' as note,
    timestamptz '2026-01-01' + i * interval '1 second' as updated_at
from generate_series(1, {rows}) as i
"""
TURNS = 3


def main() -> None:
    """Fill a table, read it both ways in turns, write the result."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    n_rows = parser.parse_args().rows
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit(MISSING)
    work = Path(tempfile.mkdtemp(prefix="dmp-pulling-"))
    try:
        with postgres(binaries) as server:
            server.run(ROWS.format(rows=n_rows), "create index on orders (updated_at)", "analyze")
            found = measure(server, work, n_rows)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    Console(width=120).print(found)
    (RESULTS / "pulling.json").write_text(
        json.dumps({"rows": n_rows, **found}, indent=1) + "\n", "utf-8"
    )


def measure(server: Server, work: Path, n_rows: int) -> dict[str, float]:
    """Give seconds of both, the best of the turns, their ratio, and the seconds of a pull that finds nothing."""
    os.environ["DMP_POSTGRES_URL"] = server.url
    plain, ours, nothing = [], [], []
    for turn in range(TURNS):
        plain.append(copy_plainly(server, work / f"{turn}.csv", work / f"{turn}.duckdb", n_rows))
        ours.append(pulled(work / f"landing{turn}", n_rows))
        nothing.append(pulled(work / f"landing{turn}", 0))
    return {
        "plain_seconds": round(min(plain), 2),
        "pull_seconds": round(min(ours), 2),
        "pull_over_plain_throughput": round(min(plain) / min(ours), 2),
        "pull_of_nothing_seconds": round(min(nothing), 2),
    }


def copy_plainly(server: Server, file: Path, database: Path, n_rows: int) -> float:
    """Copy the table to a CSV file through the same driver, and create a table of it in DuckDB."""
    started = time.perf_counter()
    with (
        psycopg.connect(server.url) as connection,
        connection.cursor() as cursor,
        file.open("wb") as out,
        cursor.copy("copy orders to stdout (format csv, header)") as rows,
    ):
        for row in rows:
            out.write(row)
    with duckdb.connect(str(database)) as engine:
        engine.execute(f"create table orders as from '{file}'")
        found = engine.execute("select count(*) from orders").fetchone()
    seconds = time.perf_counter() - started
    file.unlink()
    if found != (n_rows,):
        raise SystemExit(f"DuckDB read {found} rows.")
    return seconds


def pulled(folder: Path, n_rows: int) -> float:
    """Pull the table: exact texts, key, fingerprint and ledger included."""
    origin = "postgres://public.orders"
    pull = pull_of(
        {"from": origin, "cursor": "updated_at", "key": "order_id"}, COLUMNS, "shop.orders"
    )
    table = LandedTable("shop", "orders", COLUMNS, origin, folder / "shop/orders", pull)
    started = time.perf_counter()
    landing = land_deliveries([table], folder, root=folder, now=datetime.now(UTC))
    seconds = time.perf_counter() - started
    if sum(entry.n_rows for entry in landing.landed) != n_rows or landing.refused:
        raise SystemExit(f"Landed {landing.sentence} Refused: {landing.refused}")
    return seconds


if __name__ == "__main__":
    main()
