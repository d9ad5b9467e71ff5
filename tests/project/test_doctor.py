"""Inputs that are wrong in ways a build survives: the doctor names each with its extent and what to do."""

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from house import House

from dmp.doctor import Finding, examine

pytestmark = pytest.mark.build
NOW = datetime(2026, 6, 10, tzinfo=UTC)
DAYS = [f"2026-06-0{day}" for day in (1, 2, 3, 4, 9)]


def order(day: str, number: int, **values: str) -> dict[str, str]:
    good = {"ordered_at": f"{day}T01:00:00Z", "currency": "EUR", "status": "paid"}
    return {"order_id": f"{day}-{number}", "gross_amount": "10.00", **good, **values}


def page(day: str, number: int, **values: str) -> dict[str, str]:
    at = f"{day}T00:00:00Z"
    told = {"id": f"{day}-{number}", "anonymous_id": f"cookie {day}-{number}", "name": "Home"}
    return {**told, "timestamp": at, "sent_at": at, "received_at": f"{day}T02:00:00Z", **values}


def customers(n: int) -> list[dict[str, str]]:
    told = {"email": "info@shop.test", "phone": "", "created_at": "2026-05-01 00:00:00"}
    return [{"customer_id": f"c{number}", **told} for number in range(n)]


def ad(zone: str, day: str) -> dict[str, str]:
    told = {"date": day, "account_id": "a1", "campaign_id": "k", "cost_micros": "1000000"}
    return told | {"account_time_zone": zone, "currency": "EUR", "impressions": "9", "clicks": "1"}


@pytest.fixture(scope="module")
def findings(new_house: Callable[[str], House]) -> Iterator[list[Finding]]:
    house = new_house("sick")
    for place, day in enumerate(DAYS):
        orders = [order(day, number, phone="+4930901820") for number in range(4)]
        orders += [order(day, number) for number in range(4, 10)]
        orders += [order(day, 10, ordered_at="soon"), order(day, 11, currency="JPY")]
        if day == DAYS[-1]:
            orders += [order(day, 12, gross_amount=f"{n}.00") for n in range(1, 9)]
        house.deliver(
            day,
            {
                "shop/orders": orders,
                "shop/order_lines": [
                    {"order_id": "lost", "line_no": "1", "product_id": "p", "quantity": "1"}
                    | {"unit_price": "10"}
                ],
                "shop/customers": customers(30) if place < 3 else [],
                "shop/refunds": [
                    {"refund_id": f"r{day}", "order_id": f"{day}-1", "amount": "1"}
                    | {"currency": "EUR", "refunded_at": f"{day}T09:00:00Z"}
                ],
                "web/pages": [
                    page(day, number, **({"sent_at": f"{day}T00:00:00"} if place == 1 else {}))
                    for number in range(30)
                ],
                "ads/search_daily": [ad("Europe/Berlin" if place else "UTC", day)],
            },
        )
    for day in DAYS[3:]:
        (house.raw / f"shop/refunds/{day}.csv.gz").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DMP_RAW", str(house.raw))
        patch.setenv("DMP_LANDING", str(house.raw))
        found = examine(house.project(), now=NOW)
        kept = house.query("select severity, subject, finding from pii.doctor_findings")
        assert sorted((each.severity, each.subject, each.finding) for each in found) == sorted(kept)
        yield found


def of(findings: list[Finding], check_name: str, severity: str) -> list[tuple[str, str]]:
    return [
        (each.subject, each.sentence)
        for each in findings
        if (each.check_name, each.severity) == (check_name, severity)
    ]


def test_errors_come_first_and_every_line_says_what_to_do(findings: list[Finding]) -> None:
    severities = [each.severity for each in findings]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert all(each.advice.endswith(".") for each in findings)


def test_refused_rows_are_counted_with_their_reason(findings: list[Finding]) -> None:
    assert of(findings, "rejections", "warning") == [
        ("shop.orders", "5 of 68 (7.4%) rows are refused: unreadable ordered_at")
    ]


def test_rows_that_replace_each_other_are_a_question_of_the_key(findings: list[Finding]) -> None:
    ((subject, sentence),) = of(findings, "repetitions", "warning")
    assert (subject, sentence.split(" different")[0]) == ("stg_shop__orders", "7 of 19 (36.8%)")


def test_orders_of_nobody_stop(findings: list[Finding]) -> None:
    assert of(findings, "owners", "error") == [
        ("input__orders of shop", "36 of 56 (64.3%) rows say nothing about whose they are")
    ]


def test_currency_without_a_rate(findings: list[Finding]) -> None:
    assert of(findings, "currency", "error") == [
        ("input__orders", "5 of 56 (8.9%) rows are in JPY, which no rate turns into EUR")
    ]


def test_lines_without_their_order_and_orders_without_lines(findings: list[Finding]) -> None:
    told = of(findings, "references", "warning")
    assert ("input__orders", "56 of 56 (100.0%) orders have no line") in told
    assert (
        "input__order_lines",
        "1 of 1 (100.0%) lines belong to an order that was never delivered",
    ) in told


def test_value_that_many_share_comes_with_the_row_that_blocks_it(findings: list[Finding]) -> None:
    (shared,) = [each for each in findings if "the value info@shop.test" in each.finding]
    assert (shared.severity, shared.n_affected) == ("warning", 30)
    assert "email,^info@shop[.]test$,<why> to seeds/reference/idr_blocked" in shared.advice


def test_cookie_that_every_event_has_of_its_own_is_no_identifier(findings: list[Finding]) -> None:
    told = of(findings, "identifiers", "warning")
    assert (
        "anonymous_id of events of web",
        "150 of 150 (100.0%) nearly every event has another anonymous_id",
    ) in told


def test_texts_without_an_offset_are_told_from_those_of_utc(findings: list[Finding]) -> None:
    assert of(findings, "time zone", "note") == [
        (
            "shop.customers, column created_at",
            "90 of 90 (100.0%) instants are written without an offset, so they count as UTC",
        )
    ]
    assert dict(of(findings, "time zone", "warning"))["web.pages, column sent_at"] == (
        "30 of 150 (20.0%) instants are written without an offset, the others with one"
    )


def test_instants_without_a_time_and_accounts_of_two_zones(findings: list[Finding]) -> None:
    told = dict(of(findings, "time zone", "warning"))
    assert "only their day is known" in told["input__events of web"]
    assert "several time zones" in told["search account a1"]


def test_table_that_stopped_coming(findings: list[Finding]) -> None:
    told = of(findings, "freshness", "warning")
    assert [subject for subject, _ in told] == ["shop.customers", "shop.refunds"]
    assert told[0][1].startswith("nothing came for 6 days before the newest delivery of all")


def test_look_back_is_proposed_from_delays(findings: list[Finding]) -> None:
    ((_, sentence),) = [
        each for each in of(findings, "delay", "note") if each[0] == "input__orders of shop"
    ]
    assert sentence.startswith("999 of 1000 rows arrive at most 0 days after their day")


def test_damaged_delivery_is_an_error_and_nothing_is_built(
    new_house: Callable[[str], House], monkeypatch: pytest.MonkeyPatch
) -> None:
    house = new_house("damaged")
    house.deliver(DAYS[0], {})
    file = house.raw / "shop/orders" / f"{DAYS[0]}.csv.gz"
    file.write_bytes(gzip.compress(b"order_id\n1\n")[:-9])
    monkeypatch.setenv("DMP_RAW", str(house.raw))
    monkeypatch.setenv("DMP_LANDING", str(house.raw))
    (found,) = examine(house.project(), now=NOW)
    assert (found.severity, found.check_name) == ("error", "deliveries")
    assert f"{DAYS[0]}.csv.gz is damaged" in found.finding
    assert not house.warehouse.exists()
