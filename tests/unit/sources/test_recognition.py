"""What exports are taken for by the names of their columns."""

import pytest

from dmp.errors import UserError
from dmp.sources.recognition import plain, recognise


@pytest.mark.parametrize(
    ("columns", "contract"),
    [
        (["Order ID", "Customer Email", "Total", "Created At"], "input__orders"),
        (["Bestellnummer", "Kunden-Nr", "Bestelldatum", "Gesamtbetrag"], "input__orders"),
        (["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice"], "input__order_lines"),
        (["id", "email", "first_name", "last_name", "created_at"], "input__contacts"),
        (["Vorname", "Nachname", "E-Mail"], "input__contacts"),
        (["event", "timestamp", "anonymous_id", "user_id", "url"], "input__events"),
        (["event_time", "event_type", "product_id", "user_id", "price"], "input__events"),
        (["sku", "title", "vendor", "price"], "input__products"),
        (["refund_id", "order_id", "created_at", "amount"], "input__refunds"),
        (["Order No", "Return Date", "Refund Amount", "SKU"], "input__refunds"),
        # an order may say that it was refunded
        (["order_id", "total", "created_at", "refunded_at", "Refunded Amount"], "input__orders"),
        (["email", "purpose", "status", "timestamp"], "input__consents"),
        (["email", "first_name", "consent"], "input__contacts"),
    ],
)
def test_exports_are_known_by_their_columns(columns: list[str], contract: str) -> None:
    assert recognise(columns).shape.contract == contract


def test_pages_are_nobody() -> None:
    with pytest.raises(UserError, match="fit no contract"):
        recognise(["id", "name", "url", "title", "user_id"])


def test_what_fits_nothing_says_what_the_nearest_lacks() -> None:
    with pytest.raises(UserError, match=r"nearest is orders, which lacks ordered_at: .*--map"):
        recognise(["order_id", "total", "colour"])


def test_somebody_may_say_what_a_column_is() -> None:
    match = recognise(["order_id", "total", "wann"], given={"wann": "ordered_at"})
    assert match.columns["ordered_at"] == "wann"


def test_column_may_be_left_out() -> None:
    match = recognise(["order_id", "total", "date", "status"], given={"status": "-"})
    assert "status" not in match.columns


@pytest.mark.parametrize(
    ("wanted", "given", "sentence"),
    [
        ("order", {}, "There is no contract order here: choose one of order_lines, orders"),
        ("", {"nowhere": "email"}, "There is no column nowhere"),
        ("", {"total": "gros_amount"}, "There is no contract column gros_amount"),
    ],
)
def test_wrong_answers_are_refused(wanted: str, given: dict[str, str], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        recognise(["order_id", "total", "date"], wanted, given)


@pytest.mark.parametrize(
    ("name", "said"),
    [("InvoiceNo", "invoice_no"), (" E-Mail ", "e_mail"), ("CustomerID", "customer_id")],
)
def test_names_are_compared_in_one_spelling(name: str, said: str) -> None:
    assert plain(name) == said


@pytest.mark.parametrize(
    ("columns", "like", "other"),
    [
        (
            ["id", "amount", "created", "currency", "customer_id", "payment_intent"],
            "orders",
            "payment_intent",
        ),
        (["order_id", "sku", "quantity", "price", "return_reason"], "order_lines", "return_reason"),
        (["email", "event_type", "timestamp", "charge_id"], "events", "charge_id"),
    ],
)
def test_what_only_looks_like_a_contract_is_not_guessed(
    columns: list[str], like: str, other: str
) -> None:
    with pytest.raises(UserError, match=f"look like {like}, but {other} .*--contract {like}"):
        recognise(columns)
    assert recognise(columns, like).shape.contract == f"input__{like}"
