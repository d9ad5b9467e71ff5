"""Which columns of which table can be hit by which fault."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from dmp.simulate.batch import Batch
from dmp.simulate.faults import deliveries, junk, values
from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.settings import WorldSettings

ColumnFault = Callable[[pd.Series, float, np.random.Generator], pd.Series]

#: The key of each table, the column a row cannot do without.
KEYS: dict[str, str] = {
    "web/tracks": "id",
    "web/pages": "id",
    "web/identifies": "id",
    "app/events": "id",
    "shop/customers": "customer_id",
    "shop/orders": "order_id",
    "shop/order_lines": "order_id",
    "shop/refunds": "refund_id",
    "shop/products": "product_id",
    "crm/contacts": "contact_id",
    "loyalty/members": "card_no",
    "email/messages": "message_event_id",
    "ads/search_daily": "date",
    "ads/social_daily": "date_start",
    "consents/statements": "statement_id",
    "finance/exchange_rates": "rate_date",
}

#: Columns by what they hold, per table.
INSTANTS: dict[str, tuple[str, ...]] = {
    "web/tracks": ("timestamp",),
    "web/pages": ("timestamp",),
    "web/identifies": ("timestamp",),
    "app/events": ("timestamp",),
    "shop/customers": ("created_at",),
    "shop/orders": ("ordered_at",),
    "shop/refunds": ("refunded_at",),
    "crm/contacts": ("created",),
    "loyalty/members": ("joined_at",),
    "email/messages": ("timestamp",),
    "consents/statements": ("effective_at", "expires_at"),
}
DATES: dict[str, tuple[str, ...]] = {
    "shop/customers": ("birth_date",),
    "crm/contacts": ("birthday",),
    "loyalty/members": ("birth_date",),
    "ads/search_daily": ("date",),
    "ads/social_daily": ("date_start",),
}
AMOUNTS: dict[str, tuple[str, ...]] = {
    "web/tracks": ("properties.price", "properties.value"),
    "app/events": ("properties.price", "properties.value"),
    "shop/orders": ("gross_amount", "discount_amount", "tax_amount", "shipping_amount"),
    "shop/order_lines": ("unit_price", "discount_amount"),
    "shop/refunds": ("amount",),
    "shop/products": ("price",),
    "ads/social_daily": ("spend", "purchase_value"),
}
COUNTS: dict[str, tuple[str, ...]] = {
    "shop/order_lines": ("quantity",),
    "shop/refunds": ("quantity",),
    "shop/products": ("stock",),
    "loyalty/members": ("points",),
    "ads/search_daily": ("impressions", "cost_micros"),
    "ads/social_daily": ("impressions",),
}
QUANTITIES: dict[str, tuple[str, ...]] = {
    "web/tracks": ("properties.quantity",),
    "app/events": ("properties.quantity",),
    "shop/order_lines": ("quantity",),
}
BOOLEANS: dict[str, tuple[str, ...]] = {
    "shop/customers": ("email_verified", "accepts_marketing"),
    "shop/orders": ("is_test",),
    "shop/products": ("is_active",),
}
OPTIONAL: dict[str, tuple[str, ...]] = {
    "web/tracks": ("context_ip", "context_user_agent", "context_locale"),
    "web/pages": ("context_ip", "context_user_agent", "context_locale"),
    "app/events": ("context_ip", "context_locale"),
    "shop/customers": ("first_name", "last_name", "street", "postal_code", "city", "country"),
    "shop/orders": ("tax_amount", "shipping_amount"),
    "shop/products": ("brand", "description", "category"),
    "crm/contacts": ("street", "zip", "city", "country"),
    "loyalty/members": ("postal_code", "city", "country"),
    "email/messages": ("product_id",),
}
SPACED: dict[str, tuple[str, ...]] = {
    "web/identifies": ("email", "first_name"),
    "shop/customers": ("email", "first_name", "last_name", "city", "country"),
    "shop/orders": ("email", "currency"),
    "shop/products": ("name", "brand"),
    "crm/contacts": ("name", "email", "city", "shop_customer_id"),
    "loyalty/members": ("given_name", "email", "city"),
    "email/messages": ("email",),
    "consents/statements": ("id_value",),
}
EMAILS: dict[str, tuple[str, ...]] = {
    "web/identifies": ("email",),
    "shop/customers": ("email",),
    "shop/orders": ("email",),
    "crm/contacts": ("email",),
    "loyalty/members": ("email",),
}
PHONES: dict[str, tuple[str, ...]] = {
    "web/identifies": ("phone",),
    "app/events": ("phone",),
    "shop/customers": ("phone",),
    "shop/orders": ("phone",),
    "crm/contacts": ("mobile",),
    "loyalty/members": ("phone",),
}
COUNTRIES: dict[str, tuple[str, ...]] = {
    "shop/customers": ("country",),
    "loyalty/members": ("country",),
}
CURRENCIES: dict[str, tuple[str, ...]] = {
    "web/tracks": ("properties.currency",),
    "shop/orders": ("currency",),
    "shop/refunds": ("currency",),
}
USER_IDS: dict[str, tuple[str, ...]] = {
    "web/tracks": ("user_id",),
    "web/pages": ("user_id",),
    "app/events": ("user_id",),
}

#: Name of the rate, function, columns. Later faults see what earlier ones left.
_VALUE_FAULTS: tuple[tuple[str, ColumnFault, dict[str, tuple[str, ...]]], ...] = (
    ("outlier_quantities", values.outlier_quantities, QUANTITIES),
    ("zero_prices", values.zero_prices, {"shop/order_lines": ("unit_price",)}),
    ("outlier_amounts", values.outlier_amounts, {"shop/orders": ("gross_amount",)}),
    ("decimal_commas", values.decimal_commas, AMOUNTS),
    ("wrong_types", values.wrong_types, AMOUNTS),
    ("wrong_types", values.wrong_types, COUNTS),
    ("other_date_formats", values.other_date_formats, DATES),
    ("other_date_formats", values.other_instant_formats, INSTANTS),
    ("impossible_dates", values.impossible_dates, DATES),
    ("impossible_dates", values.impossible_instants, INSTANTS),
    ("mixed_booleans", values.mixed_booleans, BOOLEANS),
    ("country_spellings", values.country_spellings, COUNTRIES),
    ("crm_country_spellings", values.country_spellings, {"crm/contacts": ("country",)}),
    ("currency_spellings", values.currency_spellings, CURRENCIES),
    ("unknown_currencies", values.unknown_currencies, CURRENCIES),
    ("junk_user_ids", junk.junk_user_ids, USER_IDS),
    ("capital_emails", values.capital_emails, {**EMAILS, "email/messages": ("email",)}),
    ("junk_emails", junk.junk_emails, EMAILS),
    ("junk_phones", junk.junk_phones, PHONES),
    ("zero_device_ids", junk.zero_device_ids, {"app/events": ("device_id",)}),
    ("missing_values", values.missing_values, OPTIONAL),
    ("stray_spaces", values.stray_spaces, SPACED),
)


def faults_in_values(
    batch: Batch, rates: FaultRates, settings: WorldSettings, chunk_number: int
) -> Batch:
    """Faults in single values, then late and re-sent events; the truth is never touched."""
    table = batch.table
    for rate_name, fault, columns in _VALUE_FAULTS:
        rate = getattr(rates, rate_name)
        if rate == 0.0:
            continue
        for column in columns.get(table, ()):
            rng = settings.stream(f"{fault.__name__}:{table}:{column}", chunk_number)
            batch = batch.with_column(column, fault(batch.rows[column], rate, rng))
    if "received_at" in batch.rows:
        last_ms = int(settings.cutoffs_ms[-1])
        rng = settings.stream(f"late_events:{table}", chunk_number)
        batch = deliveries.late_events(batch, rates.late_events, last_ms, rng)
        rng = settings.stream(f"resent_events:{table}", chunk_number)
        batch = deliveries.resent_events(batch, rates.resent_events, last_ms, rng)
    return batch


def faults_in_rows(
    parts: Sequence[Batch], rates: FaultRates, settings: WorldSettings, chunk_number: int
) -> list[Batch]:
    """Faults in whole rows of the deliveries; the truth is never touched."""
    table = parts[0].table
    if table not in KEYS:
        return list(parts)

    def stream(fault: str, delivery: int = 0) -> np.random.Generator:
        return settings.stream(f"{fault}:{table}:{delivery}", chunk_number)

    result = list(parts)
    if "_synced_at" in result[0].rows:
        result = deliveries.redelivered_rows(result, rates.redelivered_rows, stream("redelivered"))
    key = KEYS[table]
    for index, whole in enumerate(result):
        keyed = deliveries.missing_keys(whole, key, rates.missing_keys, stream("keys", index))
        doubled = deliveries.duplicate_rows(keyed, rates.duplicate_rows, stream("twice", index))
        result[index] = deliveries.broken_rows(doubled, rates.broken_rows, stream("broken", index))
    return result
