"""The contracts that exports are recognised as, and by which names their columns go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Field:
    """A column of a contract: the macro that reads it, and how exports call it (lower case, words joined by _)."""

    reader: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Shape:
    """One contract.

    Attributes
    ----------
    contract
        Name of the input model.
    noun
        What a row is, for descriptions.
    fields
        {column of the contract: field}; the first columns are the ones that tell it from others.
    required
        What an export must have to be taken for this; of a tuple one is enough.
    key
        Columns that say which rows are versions of one thing.
    instants
        Columns that order versions and, for want of anything better, say when a row was known; the first there is.
    foreign
        Names of columns that tell something else: an export that has one is taken for this only where somebody says so.
    telling
        Names of which an export must have one, unless somebody says what it is; empty where the required ones tell.
    words
        Parts of the name of an export that tell the same.
    otherwise
        {column of the contract: expression for an export that has none}; `{source}` stands for the source's name, and
        `=column` for another column of the contract.
    keeps_first
        Whether of two rows with one key the first counts where no instant tells (what happened does not change), else
        the one that arrived last.
    """

    contract: str
    noun: str
    fields: dict[str, Field]
    required: tuple[tuple[str, ...], ...]
    key: tuple[str, ...]
    instants: tuple[str, ...]
    foreign: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    otherwise: Mapping[str, str] = field(default_factory=dict)
    keeps_first: bool = False


def _text(*names: str) -> Field:
    return Field("clean_text", names)


def _money(*names: str) -> Field:
    return Field("read_decimal", names)


def _instant(*names: str) -> Field:
    return Field("read_timestamp", names)


_USER = _text(
    "customer_id",
    "user_id",
    "client_id",
    "account_id",
    "member_id",
    "customerid",
    "userid",
    "customer_number",
    "kundennummer",
    "kunden_nr",
    "buyer_id",
    "household_id",
)
_EMAIL = _text(
    "email",
    "e_mail",
    "email_address",
    "mail",
    "customer_email",
    "contact_email",
    "billing_email",
    "e_mail_adresse",
)
_PHONE = _text(
    "phone", "phone_number", "mobile", "telephone", "telefon", "mobile_phone", "cell", "tel"
)
_ITEM = _text(
    "product_id",
    "item_id",
    "sku",
    "article",
    "article_id",
    "article_number",
    "stockcode",
    "stock_code",
    "variant_id",
    "asin",
    "artikelnummer",
    "productid",
    "itemid",
    "content_id",
)
_ORDER = _text(
    "order_id",
    "order_number",
    "order_no",
    "orderid",
    "invoice_no",
    "invoiceno",
    "invoice",
    "transaction_id",
    "basket_id",
    "bestellnummer",
    "order",
    "receipt_id",
)
# what applications call the instant of a row's last change
LAST_CHANGES = (
    "updated_at",
    "updated",
    "modified_at",
    "modified",
    "last_modified",
    "last_modified_date",
    "last_changed",
    "changed_at",
    "valid_from",
)
_LAST_CHANGE = _instant(*LAST_CHANGES)
_CURRENCY = Field(
    "currency", ("currency", "currency_code", "order_currency", "waehrung", "währung")
)
_COUNTRY = Field(
    "country", ("country", "country_code", "land", "shipping_country", "billing_country")
)
# what payments, refunds and statements about consent have and nothing else does
_KEYS_OF_REFUNDS = (
    "refund_id",
    "return_id",
    "rma",
    "rma_number",
    "credit_note_id",
    "credit_note_number",
    "retoure_id",
    "gutschriftnummer",
)
_OF_REFUNDS = (*_KEYS_OF_REFUNDS, "refund_reason", "return_reason")
_OF_PAYMENTS = (
    "charge_id",
    "payment_intent",
    "payment_intent_id",
    "balance_transaction",
    "captured",
    "payout_id",
    "transfer_id",
)
_OF_CONSENTS = ("consent_id", "consent_event_id", "purpose", "legal_basis", "consented_at")
_OF_MESSAGES = ("message_event_id", "bounce_type", "email_subject", "subject")
_ANONYMOUS = _text(
    "anonymous_id",
    "visitor_id",
    "cookie_id",
    "client_cookie",
    "visitorid",
    "device_cookie",
    "ga_client_id",
)

ORDERS = Shape(
    contract="input__orders",
    noun="order",
    fields={
        "order_id": Field(_ORDER.reader, ("id", *_ORDER.names)),
        "gross_amount": _money(
            "total",
            "total_price",
            "amount",
            "gross_amount",
            "order_total",
            "grand_total",
            "revenue",
            "total_amount",
            "sum",
            "betrag",
            "gesamtbetrag",
            "order_value",
            "sales_value",
            "paid",
        ),
        "ordered_at": _instant(
            "ordered_at",
            "order_date",
            "placed_at",
            "placed",
            "created_at",
            "date",
            "orderdate",
            "invoice_date",
            "invoicedate",
            "purchased_at",
            "purchase_date",
            "timestamp",
            "datum",
            "bestelldatum",
            "transaction_date",
            "order_timestamp",
            "created",
            "processed_at",
            "time",
        ),
        "user_id": _USER,
        "email": _EMAIL,
        "phone": _PHONE,
        "anonymous_id": _ANONYMOUS,
        "currency": _CURRENCY,
        "status": Field("lower_case", ("status", "order_status", "financial_status", "state")),
        "coupon": _text("coupon", "coupon_code", "voucher", "discount_code", "promo_code"),
        "discount_amount": _money("discount", "discount_amount", "total_discounts", "rabatt"),
        "tax_amount": _money("tax", "tax_amount", "total_tax", "vat", "mwst"),
        "shipping_amount": _money(
            "shipping", "shipping_amount", "shipping_cost", "freight", "versand", "shipping_price"
        ),
        "is_test": Field("read_boolean", ("is_test", "test")),
        "updated_at": _LAST_CHANGE,
    },
    required=(("order_id",), ("gross_amount",), ("ordered_at",)),
    key=("order_id",),
    instants=("updated_at", "ordered_at"),
    foreign=(*_OF_REFUNDS, *_OF_PAYMENTS, *_OF_CONSENTS),
    # id, day and amount alone may be of payments, invoices of suppliers or points
    telling=(
        *_ORDER.names,
        "ordered_at",
        "order_date",
        "orderdate",
        "order_total",
        "order_status",
        "order_value",
        "order_timestamp",
        "financial_status",
        "fulfillment_status",
        "total_price",
        "grand_total",
        "placed_at",
        "placed",
        "purchased_at",
        "purchase_date",
        "bestelldatum",
    ),
    words=("order", "bestell", "purchase", "sale", "checkout", "commande", "pedido"),
)
ORDER_LINES = Shape(
    contract="input__order_lines",
    noun="order line",
    fields={
        "order_id": _ORDER,
        "item_id": _ITEM,
        "quantity": _money("quantity", "qty", "units", "count", "menge", "anzahl"),
        "unit_price": _money(
            "unit_price", "unitprice", "price", "item_price", "einzelpreis", "preis"
        ),
        "line_no": Field(
            "read_integer",
            ("line_no", "line_number", "position", "line", "pos", "line_id", "item_no"),
        ),
        "discount_amount": _money("discount", "discount_amount", "total_discount", "rabatt"),
    },
    required=(("order_id",), ("item_id",), ("quantity",), ("unit_price",)),
    key=("order_id", "line_no"),
    instants=(),
    foreign=_OF_REFUNDS,
)
CONTACTS = Shape(
    contract="input__contacts",
    noun="contact record",
    fields={
        "record_id": Field(
            _USER.reader,
            ("id", "contact_id", "unique_id", "external_id", "person_id", *_USER.names),
        ),
        "email": _EMAIL,
        "phone": _PHONE,
        "given_name": _text(
            "given_name", "first_name", "firstname", "vorname", "forename", "fname"
        ),
        "family_name": _text(
            "family_name", "last_name", "lastname", "surname", "nachname", "lname"
        ),
        "full_name": _text("full_name", "name", "customer_name", "contact_name"),
        "user_id": _USER,
        "gender": Field("read_gender", ("gender", "sex", "salutation", "geschlecht", "anrede")),
        "street": _text(
            "street",
            "address",
            "address1",
            "address_line_1",
            "street_address",
            "mailing_street",
            "strasse",
            "straße",
        ),
        "postal_code": _text(
            "postal_code", "zip", "zip_code", "zipcode", "postcode", "mailing_postal_code", "plz"
        ),
        "city": _text("city", "town", "mailing_city", "ort", "stadt"),
        "region": _text("region", "state", "state_region", "province", "county", "bundesland"),
        "country": _COUNTRY,
        "birth_date": Field(
            "read_date",
            ("birth_date", "birthdate", "birthday", "dob", "date_of_birth", "geburtsdatum"),
        ),
        "email_verified": Field(
            "read_boolean", ("email_verified", "verified_email", "email_confirmed")
        ),
        "phone_verified": Field("read_boolean", ("phone_verified", "phone_confirmed")),
        "created_at": _instant(
            "created_at",
            "created",
            "signup_date",
            "registered_at",
            "registration_date",
            "joined",
            "since",
            "member_since",
            "kunde_seit",
            "create_date",
            "created_date",
            "optin_time",
        ),
        "updated_at": _LAST_CHANGE,
    },
    # a name alone is as often that of a page or a product
    required=(("email", "phone", "given_name", "family_name"),),
    key=("record_id",),
    instants=("updated_at", "created_at"),
    foreign=(*_OF_REFUNDS, *_OF_PAYMENTS, *_OF_CONSENTS, *_OF_MESSAGES),
)
EVENTS = Shape(
    contract="input__events",
    noun="event",
    keeps_first=True,
    fields={
        "event_name": Field(
            "snake_case", ("event", "event_name", "event_type", "action", "type", "activity")
        ),
        "event_at": _instant(
            "timestamp",
            "event_at",
            "event_time",
            "time",
            "occurred_at",
            "created_at",
            "date",
            "datetime",
            "ts",
            "event_date",
            "sent_at",
            "received_at",
        ),
        "event_id": _text("event_id", "id", "message_id", "uuid", "hit_id"),
        "anonymous_id": _ANONYMOUS,
        "user_id": _USER,
        "email": _EMAIL,
        "phone": _PHONE,
        "device_id": _text("device_id", "idfa", "gaid", "advertising_id", "context_device_id"),
        "session_id": _text("session_id", "session", "user_session", "ga_session_id", "sessionid"),
        "page_url": _text("page_url", "url", "page_location", "page", "context_page_url", "path"),
        "page_referrer": _text("page_referrer", "referrer", "referer", "context_page_referrer"),
        "utm_source": _text("utm_source", "context_campaign_source", "mkt_source"),
        "utm_medium": _text("utm_medium", "context_campaign_medium", "mkt_medium"),
        "utm_campaign": _text("utm_campaign", "context_campaign_name", "mkt_campaign", "campaign"),
        "utm_term": _text("utm_term", "context_campaign_term", "mkt_term"),
        "utm_content": _text("utm_content", "context_campaign_content", "mkt_content"),
        "click_id": _text("click_id", "gclid", "fbclid", "mkt_clickid"),
        "item_id": _ITEM,
        "order_id": _ORDER,
        "currency": _CURRENCY,
        "ip": _text("ip", "ip_address", "context_ip", "user_ipaddress"),
        "user_agent": _text("user_agent", "useragent", "context_user_agent", "browser"),
        "country": _COUNTRY,
        "quantity": _money("quantity", "qty", "count"),
        "price": _money("price", "unit_price", "item_price"),
        "value": _money("value", "revenue", "total", "amount"),
    },
    required=(("event_name",), ("event_at",), ("anonymous_id", "user_id", "email", "device_id")),
    key=("event_id",),
    instants=("event_at",),
    foreign=(*_OF_REFUNDS, *_OF_PAYMENTS, *_OF_CONSENTS, *_OF_MESSAGES),
)
PRODUCTS = Shape(
    contract="input__products",
    noun="product",
    fields={
        "item_id": Field(_ITEM.reader, ("id", *_ITEM.names)),
        "name": _text(
            "name", "product_name", "title", "item_name", "bezeichnung", "artikelname", "product"
        ),
        "category_path": _text(
            "category",
            "category_path",
            "category_name",
            "categories",
            "department",
            "kategorie",
            "product_type",
            "category_code",
            "product_category",
        ),
        "brand": _text("brand", "vendor", "manufacturer", "marke", "hersteller"),
        "description": _text("description", "body", "beschreibung"),
        "currency": _CURRENCY,
        "price": _money("price", "list_price", "unit_price", "preis"),
        "stock": Field(
            "read_integer", ("stock", "inventory", "in_stock", "bestand", "inventory_quantity")
        ),
        "is_active": Field(
            "read_boolean", ("is_active", "active", "published", "for_sale", "aktiv")
        ),
        "valid_from": _instant(*LAST_CHANGES, "created_at"),
    },
    required=(("item_id",), ("name", "category_path"), ("category_path", "brand", "price")),
    key=("item_id",),
    instants=("valid_from",),
)
REFUNDS = Shape(
    contract="input__refunds",
    noun="refund",
    keeps_first=True,
    fields={
        "refund_id": _text(*_KEYS_OF_REFUNDS, "id"),
        "order_id": _ORDER,
        "refunded_at": _instant(
            "refund_date",
            "returned_at",
            "return_date",
            "erstattungsdatum",
            "rueckgabedatum",
            "rückgabedatum",
            "date",
            "created_at",
            "created",
            "processed_at",
            "datum",
            "timestamp",
        ),
        "amount": _money(
            "refund_amount",
            "amount_refunded",
            "refunded_amount",
            "refund_total",
            "refund",
            "total",
            "value",
            "betrag",
            "erstattungsbetrag",
        ),
        "currency": _CURRENCY,
        "line_no": Field("read_integer", ("line_number", "position", "line", "pos")),
        "quantity": _money("qty", "units", "menge", "anzahl"),
    },
    required=(("order_id",), ("refunded_at",), ("amount",)),
    key=("refund_id",),
    instants=("refunded_at",),
    foreign=(*_OF_PAYMENTS, *_OF_CONSENTS),
    telling=(
        *_KEYS_OF_REFUNDS,
        "refunded_at",
        "refund_date",
        "returned_at",
        "return_date",
        "refund_amount",
        "amount_refunded",
        "refunded_amount",
        "erstattungsbetrag",
        "erstattungsdatum",
    ),
    words=("refund", "return", "retoure", "erstattung"),
)
CONSENTS = Shape(
    contract="input__consents",
    noun="consent statement",
    keeps_first=True,
    fields={
        "id_value": Field(_EMAIL.reader, ("identifier", *_EMAIL.names)),
        "purpose": Field("snake_case", ("consent_purpose", "consent_type", "zweck")),
        "status": Field(
            "read_consent", ("consent_status", "consent", "granted", "opt_in", "opted_in", "state")
        ),
        "effective_at": _instant(
            "consented_at",
            "consent_date",
            "statement_at",
            "timestamp",
            "created_at",
            "updated_at",
            "date",
            "datum",
        ),
        "consent_event_id": _text("consent_id", "statement_id", "id"),
        "id_type": Field("lower_case", ("identifier_type",)),
        "channel": _text("consent_channel", "source"),
        "legal_basis": _text("rechtsgrundlage"),
        "policy_version": _text("policy", "terms_version"),
        "expires_at": _instant("expiry_date", "valid_until"),
    },
    required=(("id_value",), ("purpose",), ("status",), ("effective_at",)),
    key=("consent_event_id",),
    instants=("effective_at",),
    otherwise={"id_type": "'email'"},
)
MESSAGES = Shape(
    contract="input__messages",
    noun="message event",
    keeps_first=True,
    fields={
        "event_type": Field(
            "read_message_event", ("event", "event_name", "action", "type", "activity", "status")
        ),
        "event_at": _instant(
            "timestamp",
            "event_time",
            "occurred_at",
            "sent_at",
            "created_at",
            "time",
            "date",
            "datetime",
            "ts",
            "datum",
        ),
        "email": Field(_EMAIL.reader, ("recipient", "recipient_email", *_EMAIL.names)),
        "phone": _PHONE,
        "user_id": _USER,
        "message_event_id": _text("event_id", "id", "sg_event_id"),
        "channel": Field("lower_case", ("message_channel", "medium")),
        "campaign_id": _text(
            "campaign", "campaign_name", "message_id", "mailing_id", "newsletter", "flow_id"
        ),
        "item_id": _ITEM,
    },
    required=(("event_type",), ("event_at",), ("email", "phone", "user_id")),
    key=("message_event_id",),
    instants=("event_at",),
    foreign=(*_OF_REFUNDS, *_OF_PAYMENTS, *_OF_CONSENTS, "anonymous_id", "page_url", "url_path"),
    telling=(
        "message_event_id",
        "sg_event_id",
        "mailing_id",
        "newsletter",
        "recipient",
        "recipient_email",
        "bounce_type",
        "email_subject",
        "subject",
        "flow_id",
    ),
    words=(
        "message",
        "mailing",
        "newsletter",
        "email_event",
        "email_activity",
        "campaign_activity",
    ),
    otherwise={"channel": "'email'"},
)
AD_PERFORMANCE = Shape(
    contract="input__ad_performance",
    noun="day of an ad",
    fields={
        "date_day": Field("read_date", ("date", "day", "reporting_starts", "datum", "tag")),
        "campaign_id": _text("campaign_identifier", "kampagnen_id"),
        "campaign_name": _text("campaign", "kampagne"),
        "spend": _money(
            "cost",
            "amount_spent",
            "amount_spent_eur",
            "amount_spent_usd",
            "amount_spent_gbp",
            "spent",
            "total_spend",
            "costs",
            "kosten",
            "ausgaben",
        ),
        "impressions": Field("read_integer", ("impr", "impression", "views", "impressionen")),
        "clicks": Field("read_integer", ("link_clicks", "click", "klicks")),
        "conversions": _money("results", "purchases", "conversion", "conv"),
        "conversions_value": _money(
            "conversion_value", "conv_value", "purchase_value", "purchases_conversion_value"
        ),
        "platform": Field("snake_case", ("channel", "network", "ad_platform")),
        "account_id": _text("account", "ad_account_id", "customer_id"),
        "ad_group_id": _text("ad_set_id", "adset_id", "adgroup_id"),
        "ad_group_name": _text("ad_group", "ad_set_name", "adset_name", "ad_set"),
        "ad_id": _text("creative_id"),
        "ad_name": _text("ad", "creative", "anzeige"),
        "currency": _CURRENCY,
        "time_zone": _text("timezone", "account_time_zone"),
    },
    required=(
        ("date_day",),
        ("campaign_id", "campaign_name"),
        ("spend",),
        ("impressions", "clicks"),
    ),
    key=("platform", "account_id", "campaign_id", "ad_group_id", "ad_id", "date_day"),
    instants=(),
    foreign=("order_id", "event_id", "email"),
    otherwise={
        "campaign_id": "=campaign_name",
        "platform": "{source}",
        "account_id": "{source}",
        "time_zone": "'UTC'",
    },
)
SHAPES = (
    ORDER_LINES,
    ORDERS,
    EVENTS,
    CONTACTS,
    PRODUCTS,
    REFUNDS,
    CONSENTS,
    MESSAGES,
    AD_PERFORMANCE,
)
