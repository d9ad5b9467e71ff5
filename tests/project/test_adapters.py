"""Exports of known shapes become contract rows once an adapter is pointed at their place."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

PARTS = ("macros", "models", "python_models", "seeds/reference", "tests/data")
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures/adapters"
ADAPTERS = sorted(path.name for path in FIXTURES.iterdir())
BUILT = (
    "path:models/input",
    "rejected_rows",
    "delivery_counts",
    "input_coverage",
    "ops_landed_files",
)
LONG_AGO = 1_783_000_000  # a file that has just changed would wait for the next run

pytestmark = pytest.mark.build


@dataclass(frozen=True)
class Acme:
    """A checkout with a dataset of adapters alone, and the exports of its tools."""

    folder: Path

    def dmp(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("DMP_", "DBT_"))}
        return subprocess.run(
            [sys.executable, "-m", "dmp.cli", *arguments],
            cwd=self.folder,
            env={**kept, "COLUMNS": "200", "DMP_DATASET": "acme"},
            capture_output=True,
            text=True,
            check=False,
        )

    def switch_on(self, *adapters: str) -> None:
        """Add the one line, and the reporting currency that every dataset is asked for."""
        places = ", ".join(f"{name}: exports/{name}" for name in adapters)
        file = self.folder / "dbt_project.yml"
        text = file.read_text()
        text = text.replace("  adapters: {}", f"  adapters: {{acme: {{{places}}}}}")
        file.write_text(text.replace("{demo: EUR,", "{demo: EUR, acme: EUR,"))

    def deliver(self, file: str, text: str) -> None:
        path = self.folder / "exports" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (LONG_AGO, LONG_AGO))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.folder / "warehouse/acme.duckdb"), read_only=True) as engine:
            return engine.execute(query).fetchall()


def make_acme(root: Path, folder: Path) -> Acme:
    for part in PARTS:
        shutil.copytree(root / part, folder / part)
    for file in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(root / file, folder)
    return Acme(folder)


@pytest.fixture(scope="module")
def acme(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Acme:
    """All adapters in one dataset, built as far as the contracts."""
    built = make_acme(root, tmp_path_factory.mktemp("adapters") / "house")
    shutil.copytree(FIXTURES, built.folder / "exports")
    for file in (built.folder / "exports").rglob("*.*"):
        os.utime(file, (LONG_AGO, LONG_AGO))
    built.switch_on(*ADAPTERS)
    done = built.dmp("build", "-s", " ".join(f"+{each}" for each in BUILT))
    assert done.returncode == 0, done.stdout + done.stderr
    return built


def rejected(acme: Acme, source: str) -> list[tuple[Any, ...]]:
    return acme.rows(
        f"select table_name, reason, n_rows from marts.rejected_rows where source = '{source}' order by all"
    )


def test_demo_has_no_model_and_no_source_of_an_adapter(manifest: dict[str, Any]) -> None:
    places = [
        node["original_file_path"]
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]
    ]
    assert places
    assert [place for place in places if "adapters" in place] == []


def test_every_shipped_adapter_has_a_fixture(root: Path) -> None:
    shipped = {path.name for path in (root / "models/staging/adapters").iterdir()}
    assert shipped == set(ADAPTERS)


def coverage(acme: Acme, contract: str, column: str) -> tuple[Any, ...]:
    [found] = acme.rows(f"""
        select coverage, missing_at from marts.input_coverage
        where contract = 'input__{contract}' and column_name = '{column}'
    """)
    return found


def test_segment_call_in_two_tables_is_one_event_with_its_properties(acme: Acme) -> None:
    assert acme.rows("""
        select event_id, event_name, item_id, cast(price as varchar), properties
        from input.input__events where source = 'segment' and event_id like 't%' order by event_id
    """) == [
        ("t1", "product_viewed", "A1", "12.5000", '{"brand":"Lumen"}'),
        ("t10", "order_completed", None, None, None),
        ("t11", "order_completed", None, None, None),
        ("t12", "order_completed", None, None, None),
        ("t2", "newsletter_opened", None, None, '{"event_text":"Newsletter Opened"}'),
        ("t9", "order_completed", None, None, None),
    ]


def test_segment_order_that_is_sent_twice_counts_once(acme: Acme) -> None:
    amount = "cast(gross_amount as varchar)"
    orders = (
        f"select order_id, user_id, {amount}, currency, status, coupon from input.input__orders"
    )
    assert acme.rows(f"{orders} where source = 'segment'") == [
        ("O-1", "u1", "40.0000", "EUR", "paid", "SUMMER")
    ]
    lines = "select order_id, line_no, item_id, cast(quantity as int), cast(unit_price as varchar) from input.input__order_lines"
    assert acme.rows(f"{lines} where source = 'segment' order by all") == [
        ("O-1", 1, "A1", 2, "12.5000"),
        ("O-1", 2, "B2", 1, "10.0000"),
    ]
    assert acme.rows(
        "select refund_id, order_id, cast(amount as varchar) from input.input__refunds where source = 'segment'"
    ) == [("r1", "O-1", "12.5000")]


def test_segment_statements_about_people_are_contacts_and_links(acme: Acme) -> None:
    assert acme.rows("""
        select user_id, email, phone, given_name, country, attributes
        from input.input__contacts where source = 'segment' order by all
    """) == [
        ("u1", "ada.lind@example.org", None, "Ada", "DE", '{"loyalty":{"tier":"gold"}}'),
        ("u1", None, "+49 30 1234567", None, None, '{"loyalty":null}'),
        ("u2", "ben.ode@example.org", None, None, None, '{"loyalty":null}'),
    ]
    assert acme.rows("""
        select distinct id_value_a, id_type_b, id_value_b
        from input.input__identifier_links where source = 'segment' order by all
    """) == [("anon-1", "user_id", "u1"), ("anon-4", "user_id", "u2")]


def test_segment_refused_rows_are_counted(acme: Acme) -> None:
    assert rejected(acme, "segment") == [
        ("aliases", "missing previous_id", 1),
        ("order_completed__lines", "unreadable price", 1),
        ("order_completed__orders", "missing order_id", 1),
        ("order_completed__orders", "unreadable total", 1),
        ("order_refunded__refunds", "no total", 1),
        ("tracks", "missing event", 1),
    ]


def test_column_that_is_never_delivered_is_missing_at_the_source(acme: Acme) -> None:
    missing = {
        column: coverage(acme, "identifier_links", column) for column in ("id_value_a", "source")
    }
    assert missing == dict.fromkeys(missing, ("delivered", None))
    screens, device = coverage(acme, "events", "event_id"), coverage(acme, "events", "device_id")
    assert screens[0] == "partly delivered"
    assert "stg_segment__screens" in screens[1]
    assert "stg_segment__tracks" not in screens[1]
    assert device[0] == "missing at the source"


def test_place_without_tables_and_delivery_without_key_are_refused(
    root: Path, tmp_path: Path
) -> None:
    house = make_acme(root, tmp_path / "house")
    house.switch_on("segment")
    house.deliver("segment/else/a.csv", "id\n1\n")
    nothing = house.dmp("land")
    assert nothing.returncode == 1
    assert "The adapter segment finds none of its tables in exports/segment" in nothing.stderr
    house.deliver("segment/tracks.csv", "message,event,timestamp\n1,a,2026-07-01\n")
    keyless = house.dmp("land")
    assert keyless.returncode == 1
    assert "segment.tracks: tracks.csv lacks id" in keyless.stdout
    text = (house.folder / "dbt_project.yml").read_text()
    (house.folder / "dbt_project.yml").write_text(
        text.replace("{segment: exports", "{segmnet: exports")
    )
    unknown = house.dmp("land")
    assert (
        "names the adapter 'segmnet', which is not shipped; the nearest is 'segment'"
        in unknown.stderr
    )
