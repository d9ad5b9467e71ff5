"""Every fault shows in the demo at its default rate, and none in a clean world.

A detector counts a fault's traces by looking at the raw files only (and at the word lists).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields, replace

import pandas as pd
import pytest
from raw_world import SMALL, RawWorld, built

from dmp.simulate.faults import junk, values
from dmp.simulate.faults.orders import TEST_COUPON, TEST_EMAIL
from dmp.simulate.faults.plan import KEYS
from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.reference.names import FAMILY, MEN, NICKNAMES, WOMEN
from dmp.simulate.reference.places import COUNTRIES

GIVEN = {name for names in (*WOMEN.values(), *MEN.values()) for name in names}
FAMILIES = {name for names in FAMILY.values() for name in names}
STREETS = {street for country in COUNTRIES for street in country.streets}
CODES = {country.code for country in COUNTRIES}
CURRENCIES = {country.currency for country in COUNTRIES}
AMOUNT_COLUMNS = ("gross_amount", "discount_amount", "tax_amount", "shipping_amount")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
KIOSK_USERS = 5


def _per_customer(world: RawWorld, column: str) -> int:
    """Count customers whose versions differ in a column."""
    known = world.tables["shop/customers"].dropna(subset=["customer_id", column])
    cleaned = known[column].str.strip().str.lower()
    return int(cleaned.groupby(known["customer_id"]).nunique().gt(1).sum())


def _users_per_cookie(world: RawWorld) -> pd.Series:
    seen = pd.concat([world.tables["web/tracks"], world.tables["web/pages"]])
    seen = seen[seen["user_id"].fillna("").str.match(r"^C\d{7}$")]
    return seen.groupby("anonymous_id")["user_id"].nunique()


def _family_mailboxes(world: RawWorld) -> int:
    customers = world.tables["shop/customers"].dropna(subset=["email"])
    family = customers[customers["email"].str.lower().str.contains("family.", regex=False)]
    users = family.groupby(family["email"].str.strip().str.lower())["customer_id"].nunique()
    return int((users > 1).sum())


def _shared_phones(world: RawWorld) -> int:
    customers = world.tables["shop/customers"].dropna(subset=["phone"])
    real = customers[customers["phone"].str.startswith("+")]
    return int(real.groupby("phone")["customer_id"].nunique().gt(1).sum())


def _nicknames(world: RawWorld) -> int:
    names = world.tables["shop/customers"]["first_name"].dropna().str.strip()
    return int(names.isin(set(NICKNAMES.values()) - GIVEN).sum())


def _unknown_names(world: RawWorld) -> int:
    names = world.tables["shop/customers"]["last_name"].dropna().str.strip()
    return int((~names.isin(FAMILIES)).sum())


def _unknown_streets(world: RawWorld) -> int:
    streets = world.tables["shop/customers"]["street"].dropna()
    words = streets.str.replace(r"^\d+ | \d+$", "", regex=True)
    return int((~words.isin(STREETS)).sum())


def _unknown_addresses(world: RawWorld) -> int:
    owners = world.tables["truth/record_owners"]
    known = set(owners.loc[owners["source"] == "email", "record_key"])
    emails = world.tables["shop/customers"]["email"].dropna().str.strip().str.lower()
    real = emails[~emails.isin(junk.JUNK_EMAILS)]
    return int((~real.isin(known)).sum())


def _people_with_two_contacts(world: RawWorld) -> int:
    owners = world.tables["truth/record_owners"]
    return int(owners.loc[owners["source"] == "crm", "person_id"].duplicated().sum())


def _contacts_without_identifier(world: RawWorld) -> int:
    """Count contacts with neither account nor phone, and no address known elsewhere."""
    contacts = world.tables["crm/contacts"]
    owners = world.tables["truth/record_owners"]
    known = set(owners.loc[owners["source"] == "email", "record_key"])
    unknown = ~_plain_addresses(contacts["email"]).isin(known)
    return int((contacts["shop_customer_id"].isna() & contacts["mobile"].isna() & unknown).sum())


def _plain_addresses(emails: pd.Series) -> pd.Series:
    written = emails.fillna("").str.strip().str.lower()
    return written.str.replace("+crm@", "@", regex=False)


def _last_digits(phones: pd.Series) -> pd.Series:
    return phones.str.replace(r"\D", "", regex=True).str[-8:]


def _members_without_anything(world: RawWorld) -> int:
    members = world.tables["loyalty/members"]
    return int((members["email"].isna() & members["phone"].isna()).sum())


def _events(world: RawWorld) -> pd.DataFrame:
    return world.tables["web/tracks"]


def _delays(world: RawWorld) -> pd.Series:
    events = _events(world)
    happened = pd.to_datetime(events["timestamp"], format="%Y-%m-%dT%H:%M:%S.%fZ", errors="coerce")
    return pd.to_datetime(events["received_at"], format="%Y-%m-%dT%H:%M:%S.%fZ") - happened


def _duplicates_in_a_file(world: RawWorld) -> int:
    return sum(int(table.duplicated().sum()) for name, table in world.tables.items())


def _redelivered(world: RawWorld) -> int:
    lines = world.tables["shop/order_lines"]
    content = lines.drop(columns=["_synced_at", "delivery"])
    once_per_file = lines.drop_duplicates()
    return int(content.loc[once_per_file.index].duplicated().sum())


def _broken(world: RawWorld) -> int:
    rows = sum(
        len(row) != len(header) for name in world.tables for _, header, row in world.records(name)
    )
    return rows + len(world.app_lines) - len(world.app_events)


def _keyless(world: RawWorld) -> int:
    return sum(
        int(world.tables[table][key].isna().sum())
        for table, key in KEYS.items()
        if table in world.tables
    )


def _among(words: tuple[str, ...], *columns: tuple[str, str]) -> Callable[[RawWorld], int]:
    def count(world: RawWorld) -> int:
        return sum(int(world.tables[t][c].isin(words).sum()) for t, c in columns)

    return count


def _commas(world: RawWorld) -> int:
    orders = world.tables["shop/orders"]
    return sum(int(orders[c].fillna("").str.contains(",").sum()) for c in AMOUNT_COLUMNS)


def _property(world: RawWorld, key: str) -> pd.Series:
    parsed = _events(world)["properties"].map(json.loads)
    return parsed.map(lambda document: document.get(key)).dropna()


def _odd_dates(world: RawWorld) -> int:
    born = world.tables["shop/customers"]["birth_date"].dropna()
    real = born[~born.isin(values.IMPOSSIBLE_DATES)]
    return int((~real.str.fullmatch(r"\d{4}-\d{2}-\d{2}")).sum())


def _spaced(world: RawWorld) -> int:
    emails = world.tables["email/messages"]["email"].dropna()
    return int((emails != emails.str.strip()).sum())


def _capital(world: RawWorld) -> int:
    emails = world.tables["email/messages"]["email"].dropna()
    return int((emails != emails.str.lower()).sum())


def _test_orders(world: RawWorld) -> int:
    orders = world.tables["shop/orders"]
    is_test = orders["is_test"].isin(("true", *values.SPELLINGS_OF_TRUE)).sum()
    by_coupon = (orders["coupon"] == TEST_COUPON).sum()
    by_email = (orders["email"].str.lower() == TEST_EMAIL).sum()
    return int(min(is_test, by_coupon, by_email))


def _odd_countries(table: str) -> Callable[[RawWorld], int]:
    def count(world: RawWorld) -> int:
        countries = world.tables[table]["country"].dropna().str.strip()
        return int((~countries.isin(CODES)).sum())

    return count


def _odd_currencies(world: RawWorld) -> int:
    codes = world.tables["shop/orders"]["currency"].str.strip()
    return int((~codes.isin(CURRENCIES) & codes.str.upper().isin(CURRENCIES)).sum())


def _zero_devices(world: RawWorld) -> int:
    devices = {event["context"]["device"]["id"] for event in world.app_events}
    users = {
        event["anonymousId"]
        for event in world.app_events
        if event["context"]["device"]["id"] == junk.ZERO_DEVICE_ID
    }
    return len(users) if junk.ZERO_DEVICE_ID in devices else 0


DETECTORS: dict[str, Callable[[RawWorld], float]] = {
    "changed_emails": lambda w: _per_customer(w, "email"),
    "changed_phones": lambda w: _per_customer(w, "phone"),
    "moved_homes": lambda w: _per_customer(w, "postal_code"),
    "shared_mailboxes": _family_mailboxes,
    "shared_landlines": _shared_phones,
    "shared_devices": lambda w: int(_users_per_cookie(w).between(2, KIOSK_USERS - 1).sum()),
    "kiosks": lambda w: int((_users_per_cookie(w) >= KIOSK_USERS).sum()),
    "nicknames": _nicknames,
    "name_typos": _unknown_names,
    "email_typos": _unknown_addresses,
    "street_typos": _unknown_streets,
    "duplicate_contacts": _people_with_two_contacts,
    "contacts_without_identifier": _contacts_without_identifier,
    "members_without_identifier": _members_without_anything,
    "junk_user_ids": _among(
        junk.JUNK_USER_IDS, ("web/tracks", "user_id"), ("web/pages", "user_id")
    ),
    "junk_emails": _among(junk.JUNK_EMAILS, ("shop/customers", "email"), ("crm/contacts", "email")),
    "capital_emails": _capital,
    "junk_phones": _among(
        junk.JUNK_PHONES, ("shop/customers", "phone"), ("crm/contacts", "mobile")
    ),
    "zero_device_ids": _zero_devices,
    "duplicate_rows": _duplicates_in_a_file,
    "redelivered_rows": _redelivered,
    "resent_events": lambda w: int(
        _events(w).dropna(subset="id").groupby("id")["received_at"].nunique().gt(1).sum()
    ),
    "late_events": lambda w: int((_delays(w) > pd.Timedelta(hours=1)).sum()),
    "broken_rows": _broken,
    "missing_keys": _keyless,
    "wrong_types": _among(
        values.WRONG_TYPES, ("shop/order_lines", "quantity"), ("shop/order_lines", "unit_price")
    ),
    "impossible_dates": _among(values.IMPOSSIBLE_DATES, ("shop/customers", "birth_date")),
    "other_date_formats": _odd_dates,
    "decimal_commas": _commas,
    "mixed_booleans": _among(
        values.SPELLINGS_OF_TRUE + values.SPELLINGS_OF_FALSE, ("shop/customers", "email_verified")
    ),
    "missing_values": lambda w: int(w.tables["web/tracks"]["context_ip"].isna().sum()),
    "stray_spaces": _spaced,
    "outlier_quantities": _among((values.OUTLIER_QUANTITY,), ("shop/order_lines", "quantity")),
    "zero_prices": _among(("0.00", "0,00"), ("shop/order_lines", "unit_price")),
    "outlier_amounts": _among(
        (values.OUTLIER_AMOUNT, "10000000,00"), ("shop/orders", "gross_amount")
    ),
    "test_orders": _test_orders,
    "country_spellings": _odd_countries("shop/customers"),
    "crm_country_spellings": _odd_countries("crm/contacts"),
    "currency_spellings": _odd_currencies,
    "unknown_currencies": _among((values.UNKNOWN_CURRENCY,), ("shop/orders", "currency")),
}


def test_every_fault_has_a_detector() -> None:
    assert set(DETECTORS) == {field.name for field in fields(FaultRates)}


@pytest.mark.parametrize("fault", DETECTORS)
def test_fault_shows_in_the_demo(demo: RawWorld, fault: str) -> None:
    assert DETECTORS[fault](demo) > 0


@pytest.mark.parametrize("fault", DETECTORS)
def test_fault_is_absent_from_a_clean_world(clean: RawWorld, fault: str) -> None:
    assert DETECTORS[fault](clean) == 0


def test_one_contact_in_twenty_shares_no_identifier_with_its_person(demo: RawWorld) -> None:
    """Of contacts whose person is in the shop or the loyalty register too."""
    owners = demo.tables["truth/record_owners"]
    person = owners.set_index(["source", "record_key"])["person_id"]
    contacts = demo.tables["crm/contacts"].dropna(subset=["contact_id"])
    contacts = contacts.drop_duplicates("contact_id", keep="last")
    mine = person["crm"].loc[contacts["contact_id"]].to_numpy()
    shared: set[tuple[str, str]] = set()
    for source, table, key in (
        ("shop", "shop/customers", "customer_id"),
        ("shop", "shop/orders", "order_id"),
        ("loyalty", "loyalty/members", "card_no"),
    ):
        records = demo.tables[table]
        records = records[records[key].isin(person[source].index)]
        owner = person[source].loc[records[key]].to_numpy()
        shared |= set(zip(owner, _plain_addresses(records["email"]), strict=True))
        shared |= set(zip(owner, _last_digits(records["phone"].fillna("")), strict=True))
    with_others = {one for one, _ in shared}
    emails, phones = (
        _plain_addresses(contacts["email"]),
        _last_digits(contacts["mobile"].fillna("")),
    )
    alone = [
        account is None and (who, email or "?") not in shared and (who, phone or "?") not in shared
        for who, account, email, phone in zip(
            mine, contacts["shop_customer_id"], emails, phones, strict=True
        )
        if who in with_others
    ]
    assert len(alone) > 500
    assert sum(alone) / len(alone) >= 0.05


def test_some_late_events_come_only_with_a_later_delivery(demo: RawWorld) -> None:
    events = _events(demo)
    readable = events[events["timestamp"].fillna("").str.fullmatch(INSTANT.pattern)]
    deliveries = sorted(readable["delivery"].unique())
    came_late = readable[readable["delivery"] == deliveries[1]]
    before_first = came_late["timestamp"] < f"{deliveries[0]}T03:00:00"
    assert before_first.sum() >= 5


def test_junk_identifiers_spread_over_many_people(demo: RawWorld) -> None:
    tracks = _events(demo)
    cookies = tracks[tracks["user_id"].isin(junk.JUNK_USER_IDS)].groupby("user_id")
    assert cookies["anonymous_id"].nunique().min() >= 5


def test_broken_rows_never_hide_their_neighbours(demo: RawWorld) -> None:
    """An unclosed quote would swallow the rows that follow it."""
    marker = json.loads((demo.root / "_simulation.json").read_text())
    counted = {name: sum(1 for _ in demo.records(name)) for name in demo.tables}
    counted["app/events"] = len(demo.app_lines)
    assert counted == marker["rows"]


def test_switching_one_fault_off_leaves_other_tables_unchanged(
    faulty: RawWorld, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rates = replace(FaultRates(), outlier_amounts=0.0, zero_prices=0.0)
    other = built(tmp_path_factory.mktemp("fewer"), SMALL, rates)
    for table in ("web/tracks", "crm/contacts", "email/messages", "truth/people"):
        for mine, theirs in zip(faulty.files(table), other.files(table), strict=True):
            assert mine.read_bytes() == theirs.read_bytes()


def test_rate_outside_0_and_1_is_refused() -> None:
    with pytest.raises(ValueError, match=r"late_events must lie between 0 and 1, not 1\.5"):
        FaultRates(late_events=1.5)
