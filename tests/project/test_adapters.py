"""Exports of known shapes become contract rows once an adapter is pointed at their place."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt_process import run_dmp

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
        environment = {**kept, "COLUMNS": "200", "DMP_DATASET": "acme"}
        return run_dmp(arguments, folder=self.folder, environment=environment)

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


def lines(acme: Acme, source: str) -> list[tuple[Any, ...]]:
    return acme.rows(f"""
        select order_id, line_no, item_id, cast(quantity as int), cast(unit_price as varchar)
        from input.input__order_lines where source = '{source}' order by all
    """)


def orders(acme: Acme, source: str) -> list[tuple[Any, ...]]:
    return acme.rows(f"""
        select order_id, user_id, email, cast(gross_amount as varchar), currency, status
        from input.input__orders where source = '{source}' order by all
    """)


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
    assert lines(acme, "segment") == [
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


def test_shopify_guest_is_not_known_by_the_customer_id_that_every_checkout_makes_anew(
    acme: Acme,
) -> None:
    assert acme.rows("""
        select record_id, user_id, email, phone from input.input__contacts where source = 'shopify' order by all
    """) == [
        ("7001", "7001", "mia.sol@example.org", "+49 30 5550101"),
        ("7002", None, "noa.rix@example.org", None),
        ("7003", None, "noa.rix@example.org", None),
    ]
    assert orders(acme, "shopify") == [
        ("9001", "7001", "mia.sol@example.org", "54.9000", "EUR", "fulfilled"),
        ("9002", None, "noa.rix@example.org", "20.0000", "EUR", "cancelled"),
        ("9003", None, "noa.rix@example.org", "1.0000", "EUR", "paid"),
    ]


def test_shopify_newest_version_counts_and_tests_are_marked(acme: Acme) -> None:
    assert acme.rows("""
        select order_id, is_test, cast(shipping_amount as varchar), cast(updated_at as varchar)
        from input.input__orders where source = 'shopify' order by all
    """) == [
        ("9001", False, "4.9000", "2026-06-22 10:00:00"),
        ("9002", False, None, "2026-06-05 10:00:00"),
        ("9003", True, None, "2026-06-10 10:00:00"),
    ]
    assert lines(acme, "shopify") == [
        ("9001", 91, "A1", 2, "25.0000"),
        ("9001", 92, "Gift wrap", 1, "5.0000"),
    ]
    assert acme.rows(
        "select item_id, name, is_active from input.input__products where source = 'shopify'"
    ) == [("A1", "Desk lamp", False)]
    assert rejected(acme, "shopify") == [
        ("order", "unknown currency", 1),
        ("order_line", "unreadable price", 1),
    ]


def test_shopify_refund_is_its_lines_and_what_they_do_not_account_for(acme: Acme) -> None:
    assert acme.rows("""
        select refund_id, order_id, line_no, cast(amount as varchar)
        from input.input__refunds where source = 'shopify' order by all
    """) == [
        ("501-91", "9001", 91, "22.5000"),
        ("payment-802", "9001", None, "4.9000"),
        ("payment-803", "9002", None, "20.0000"),
    ]


def test_shopify_marketing_consent_is_a_statement_where_it_says_yes_or_no(acme: Acme) -> None:
    assert acme.rows("""
        select id_value, purpose, status, cast(effective_at as varchar)
        from input.input__consents where source = 'shopify' order by all
    """) == [
        ("mia.sol@example.org", "email_marketing", "granted", "2026-06-20 08:00:00"),
        ("noa.rix@example.org", "email_marketing", "denied", "2026-06-05 08:00:00"),
    ]


def test_ga4_session_is_of_the_browser_and_instants_are_microseconds(acme: Acme) -> None:
    assert acme.rows("""
        select
            event_name, session_id, user_id, item_id, cast(price as varchar), utm_source, country,
            cast(event_at as varchar)
        from input.input__events where source = 'ga4' order by event_at
    """) == [
        ("product_viewed", "10.20.171", None, "A1", "25.5000", "news", "DE", "2026-07-01 08:00:00"),
        ("order_completed", "10.20.171", "u1", None, None, None, None, "2026-07-01 08:01:00"),
        ("order_completed", "10.20.171", "u1", "A1", "25.5000", None, None, "2026-07-01 08:02:00"),
        ("order_completed", None, None, None, None, None, None, "2026-07-01 08:03:00"),
        ("order_refunded", None, None, None, None, None, None, "2026-07-02 08:00:00"),
    ]


def test_ga4_purchase_is_an_order_with_lines_once(acme: Acme) -> None:
    assert orders(acme, "ga4") == [("G-100", "u1", None, "61.0000", "EUR", "paid")]
    assert lines(acme, "ga4") == [
        ("G-100", 1, "A1", 2, "25.5000"),
        ("G-100", 2, "B2", 1, "10.0000"),
    ]
    assert acme.rows(
        "select order_id, cast(amount as varchar) from input.input__refunds where source = 'ga4'"
    ) == [("G-100", "25.5000")]
    assert rejected(acme, "ga4") == [("events__orders", "missing transaction_id", 1)]


def test_ga4_storage_settings_are_consents_once_a_day(acme: Acme) -> None:
    assert acme.rows("""
        select id_value, purpose, status, cast(effective_at as varchar)
        from input.input__consents where source = 'ga4' order by effective_at, purpose
    """) == [
        ("10.20", "advertising", "denied", "2026-07-01 08:01:00"),
        ("10.20", "analytics", "granted", "2026-07-01 08:01:00"),
        ("10.20", "advertising", "denied", "2026-07-02 08:00:00"),
        ("10.20", "analytics", "denied", "2026-07-02 08:00:00"),
    ]


def test_snowplow_event_counts_once_by_its_id(acme: Acme) -> None:
    assert acme.rows("""
        select event_id, event_name, page_url, session_id, cast(event_at as varchar)
        from input.input__events where source = 'snowplow' and event_id in ('e1', 'e5') order by all
    """) == [
        ("e1", "page_viewed", "https://shop.example/#", "s-1", "2026-07-01 08:00:00"),
        ("e5", "add_to_cart", "https://shop.example/p/A1", "s-1", "2026-07-01 08:04:01"),
    ]


def test_snowplow_transaction_is_an_order_with_its_items(acme: Acme) -> None:
    assert orders(acme, "snowplow") == [("S-1", "u1", None, "30.0000", "EUR", "paid")]
    assert [(order, item, n, price) for order, _, item, n, price in lines(acme, "snowplow")] == [
        ("S-1", "B2", 1, "5.0000"),
        ("S-1", "A1", 2, "12.5000"),
    ]
    assert rejected(acme, "snowplow") == [
        ("events", "unreadable tr_total", 1),
        ("events__orders", "unreadable tr_total", 1),
    ]


def test_stripe_amounts_are_minor_units_and_a_yen_is_a_yen(acme: Acme) -> None:
    assert orders(acme, "stripe") == [
        ("ch_1", None, "lea.voss@example.org", "19.9900", "EUR", "paid"),
        ("ch_2", None, "lea.voss@example.org", "1500.0000", "JPY", "refunded"),
        ("ch_5", None, "lea.voss@example.org", "12000000.0000", "EUR", "paid"),
    ]
    assert acme.rows(
        "select refund_id, order_id, cast(amount as varchar) from input.input__refunds where source = 'stripe'"
    ) == [("re_1", "ch_2", "1500.0000")]
    assert acme.rows(
        "select record_id, user_id, full_name from input.input__contacts where source = 'stripe'"
    ) == [("cus_1", "u7", "Lea Voss")]


def test_stripe_what_is_a_test_or_was_not_paid_is_refused_and_counted(acme: Acme) -> None:
    assert rejected(acme, "stripe") == [
        ("charge", "not live mode", 1),
        ("charge", "not paid", 1),
        ("customer", "not live mode", 1),
        ("refund", "not live mode", 1),
        ("refund", "not paid back", 1),
    ]


def performance(acme: Acme, platform: str) -> list[tuple[Any, ...]]:
    return acme.rows(f"""
        select
            campaign_id, campaign_name, ad_id, currency, time_zone, impressions, clicks,
            cast(spend as varchar), cast(conversions as varchar), cast(date_day as varchar)
        from input.input__ad_performance where platform = '{platform}' order by all
    """)


def test_google_ads_devices_and_networks_of_a_day_add_up_in_the_currency_of_the_account(
    acme: Acme,
) -> None:
    berlin = ("EUR", "Europe/Berlin")
    assert performance(acme, "google_ads") == [
        ("21", "Lamps", "41", *berlin, 160, 8, "2002.2346", "2.5000", "2026-07-01"),
        ("22", "Everything", None, *berlin, 900, 9, "5.0000", "1.0000", "2026-07-01"),
    ]
    assert rejected(acme, "google_ads") == [
        ("ad_stats__daily", "no currency in account_history", 1),
        ("ad_stats__daily", "unreadable cost_micros", 1),
    ]


def test_meta_ads_newest_report_counts_in_the_currency_and_zone_of_the_account(acme: Acme) -> None:
    assert performance(acme, "meta_ads") == [
        (
            *("201", "Summer", "401", "USD", "America/New_York", 1100, 13),
            *("8.1000", "2.0000", "2026-07-01"),
        )
    ]
    assert rejected(acme, "meta_ads") == [("basic_ad", "no campaign in ad_history", 1)]


def test_klaviyo_metrics_of_messages_are_messages_and_profiles_contacts(acme: Acme) -> None:
    assert acme.rows("""
        select message_event_id, channel, event_type, campaign_id, email
        from input.input__messages where source = 'klaviyo' order by all
    """) == [
        ("v1", "email", "delivered", "c1", "ida.fern@example.org"),
        ("v2", "email", "opened", "c1", "ida.fern@example.org"),
        ("v3", "email", "clicked", "f1", "ida.fern@example.org"),
        ("v5", "email", "unsubscribed", "c1", "ida.fern@example.org"),
        ("v6", "sms", "delivered", "f2", "ida.fern@example.org"),
        ("v7", "email", "bounced", "c1", "ida.fern@example.org"),
    ]
    assert acme.rows(
        "select record_id, email, phone from input.input__contacts where source = 'klaviyo'"
    ) == [("k1", "ida.fern@example.org", "+4930555020")]
    assert rejected(acme, "klaviyo") == [("event__messages", "unknown metric_id", 1)]


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
