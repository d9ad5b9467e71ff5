"""How often each thing goes wrong: one rate per fault, 0 switches it off."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class FaultRates:
    """Shares between 0 and 1, of the unit named in each comment."""

    # people and their identifiers
    changed_emails: float = 0.06  # of people, within the window
    changed_phones: float = 0.05  # of people
    moved_homes: float = 0.06  # of households
    shared_mailboxes: float = 0.10  # of people in households of two or more
    shared_landlines: float = 0.30  # of people with a landline in such households
    shared_devices: float = 0.04  # of web sessions in such households
    kiosks: float = 0.006  # of web sessions
    nicknames: float = 0.08  # of names written in a register
    name_typos: float = 0.025  # of names written
    email_typos: float = 0.012  # of addresses written in a register
    street_typos: float = 0.04  # of streets written
    duplicate_contacts: float = 0.04  # of CRM contacts
    contacts_without_identifier: float = 0.12  # of CRM contacts of known people
    members_without_identifier: float = 0.10  # of loyalty members
    # junk identifiers
    junk_user_ids: float = 0.004  # of web and app events
    junk_emails: float = 0.006  # of addresses written
    capital_emails: float = 0.03  # of addresses written
    junk_phones: float = 0.012  # of phones written
    zero_device_ids: float = 0.03  # of app installations
    # deliveries
    duplicate_rows: float = 0.004  # of rows
    redelivered_rows: float = 0.003  # of rows that are not events
    resent_events: float = 0.006  # of events
    late_events: float = 0.012  # of events
    broken_rows: float = 0.0015  # of rows
    missing_keys: float = 0.001  # of rows
    # values
    wrong_types: float = 0.002  # of typed values
    impossible_dates: float = 0.003  # of dates and instants
    other_date_formats: float = 0.01  # of dates and instants
    decimal_commas: float = 0.008  # of amounts
    mixed_booleans: float = 0.25  # of booleans
    missing_values: float = 0.03  # of optional values
    stray_spaces: float = 0.01  # of names, addresses, codes
    outlier_quantities: float = 0.001  # of quantities
    zero_prices: float = 0.001  # of unit prices
    outlier_amounts: float = 0.001  # of order amounts
    test_orders: float = 0.006  # of orders, on top of them
    country_spellings: float = 0.08  # of countries
    crm_country_spellings: float = 0.55  # of countries in the CRM, typed by hand
    currency_spellings: float = 0.015  # of currencies
    unknown_currencies: float = 0.002  # of currencies

    def __post_init__(self) -> None:
        for field in fields(self):
            rate = getattr(self, field.name)
            if not 0.0 <= rate <= 1.0:
                raise ValueError(f"Fault rate {field.name} must lie between 0 and 1, not {rate}.")

    @classmethod
    def none(cls) -> FaultRates:
        """Give the rates of a world in which nothing goes wrong."""
        return cls(**{field.name: 0.0 for field in fields(cls)})
