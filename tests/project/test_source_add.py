"""A folder of unknown exports becomes a dataset that builds: users, segments and recommendations."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

PARTS = ("macros", "models", "python_models", "seeds/reference", "tests/data")

pytestmark = pytest.mark.build


def write(file: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """As a German spreadsheet does: semicolons, decimal commas, Windows-1252."""
    with file.open("w", newline="", encoding="cp1252") as text:
        writer = csv.writer(text, delimiter=";")
        writer.writerow(head)
        writer.writerows(rows)


def deliver(folder: Path) -> None:
    chance = np.random.default_rng(3)
    people = [(1000 + number, f"Ida{number}", f"Öz{number % 37}") for number in range(150)]
    head = [
        "Kundennummer",
        "Vorname",
        "Nachname",
        "E-Mail",
        "Geburtsdatum",
        "Kunde seit",
        "Stufe",
        "deleted",
    ]
    # exported once more, after a marriage; nothing in it says when it changed
    wedded = (
        "1001.0",
        "Ida1",
        "Wedded",
        "user1001@example.org",
        "03.04.1980",
        "05.01.2025",
        "Gold",
        "nein",
    )
    write(folder / "kunden_2.csv", head, [wedded])
    write(
        folder / "kunden_1.csv",
        head,
        [
            (
                f"{key}.0",
                given,
                family,
                f"user{key}@example.org",
                "03.04.1980",
                "05.01.2025",
                "Gold",
                "nein",
            )
            for key, given, family in people
        ]
        + [("7.0", "Gone", "Away", "gone@example.org", "03.04.1980", "05.01.2025", "Gold", "ja")],
    )
    orders: list[Sequence[object]] = []
    lines: list[Sequence[object]] = []
    views: list[Sequence[object]] = []
    for number in range(900):
        key = people[chance.integers(150)][0]
        placed = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(
            minutes=int(chance.integers(60 * 24 * 180))
        )
        items = chance.integers(1, 40, chance.integers(1, 4)).tolist()
        total = f"{sum(5 + item for item in items)},50 €"
        orders.append((f"B{number}", key, placed.strftime("%d/%m/%Y %H:%M"), total))
        lines += [(f"B{number}", f"A{item}", 1, f"{5 + item},00") for item in items]
        views += [
            (
                f"{placed - timedelta(hours=1):%m/%d/%Y %I:%M:%S %p}",
                "Product Viewed",
                f"c{key}",
                key,
                f"A{item}",
            )
            for item in items
        ]
    write(
        folder / "bestellungen.csv",
        ["Bestellnummer", "Kunden-Nr", "Bestelldatum", "Gesamtbetrag"],
        orders,
    )
    write(
        folder / "positionen.csv", ["Bestellnummer", "Artikelnummer", "Menge", "Einzelpreis"], lines
    )
    write(
        folder.with_name("archive") / "rechnungen.csv",
        ["Invoice", "Kundennummer", "Datum", "Artikelnummer", "Menge", "Einzelpreis"],
        [
            ("R1", 1000, "03.02.2024 10:00", "A1", 2, "6,50"),
            ("R1", 1000, "03.02.2024 10:00", "A2", 1, "7,00"),
            ("R1", 1000, "03.02.2024 10:00", "A2", 1, "7,00"),  # twice in one basket
            ("R2", 1001, "04.02.2024 10:00", "A1", 1, "6,50"),
        ],
    )
    write(folder / "web_2026-06.csv", ["time", "event", "visitor_id", "customer_id", "sku"], views)
    long_ago = 1_780_000_000
    for file in (*folder.iterdir(), *folder.with_name("archive").iterdir()):
        instant = long_ago + 3600 * (file.name == "kunden_2.csv")
        os.utime(file, (instant, instant))


def test_folder_of_unknown_exports_becomes_users_segments_and_recommendations(
    root: Path, tmp_path: Path
) -> None:
    house = tmp_path / "house"
    for part in PARTS:
        shutil.copytree(root / part, house / part)
    for file in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(root / file, house)
    exports = tmp_path / "exports"
    exports.mkdir()
    exports.with_name("archive").mkdir()
    deliver(exports)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DMP_", "DBT_"))
    }

    def dmp(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "dmp.cli", *arguments],
            cwd=house,
            env={**kept, "COLUMNS": "120", "DMP_DATASET": "acme"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    dmp("source", "add", str(exports), "--dataset", "acme", "--yes")
    archive = str(exports.with_name("archive"))
    dmp("source", "add", archive, "--dataset", "acme", "--name", "archive", "--yes")
    dmp("build")
    with duckdb.connect(str(house / "warehouse/acme.duckdb"), read_only=True) as warehouse:

        def one(query: str) -> object:
            [(value,)] = warehouse.execute(query).fetchall()
            return value

        assert one("select count(*) from marts.users where is_known") == 150
        assert one("select count(*) from marts.orders where source = 'acme'") == 900
        summed = "select list(gross_amount::double order by order_id) from marts.orders where source = 'archive'"
        assert one(summed) == [27.0, 6.5]
        assert (
            one("select min(given_name || ' ' || family_name) from pii.user_contacts") == "Ida0 Öz0"
        )
        assert one("select count(*) from pii.user_contacts where family_name = 'Wedded'") == 1
        ours = "where source = 'acme'"
        totals = sum(
            float(row[3].removesuffix(" €").replace(",", "."))
            for row in csv.reader(
                (exports / "bestellungen.csv").read_text("cp1252").splitlines()[1:], delimiter=";"
            )
        )
        assert one(
            f"select cast(sum(gross_amount) as double) from marts.orders {ours}"
        ) == pytest.approx(totals)
        assert (
            one(f"select count(*) from marts.order_lines {ours}")
            == len((exports / "positionen.csv").read_text("cp1252").splitlines()) - 1
        )
        assert one("select list(reason) from marts.rejected_rows") == ["deleted at the source"]
        assert one("select distinct attributes from input.input__contacts") == '{"stufe":"Gold"}'
        before = "events.event_at = orders.ordered_at - interval 1 hour"
        assert (
            one(
                f"select count(*) from marts.events join marts.orders using (user_id) where {before}"
            )
            > 0
        )
        assert one("select count(distinct segment_no) from marts.user_segments") > 1
        assert one("select count(*) from marts.user_recommendations") > 0
