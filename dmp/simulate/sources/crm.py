"""The call centre's CRM: its own ids, its own way to write things, partly the same people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.simulate import phones, text
from dmp.simulate.batch import Batch, batch
from dmp.simulate.chronicle import Chronicle
from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.faults.writing import chosen, email_typing_errors, nicknames, typing_errors
from dmp.simulate.people import People
from dmp.simulate.reference.places import COUNTRIES
from dmp.simulate.settings import MS_PER_DAY, BoolArray, IntArray
from dmp.simulate.sources.shop import phones_given
from dmp.simulate.traces import emails_at

CONTACT_SHARE = 0.42
#: How a contact is tied to the person's other records.
BY_SHOP_ID, BY_EMAIL, BY_PHONE, BY_NOTHING = range(4)
TIE_SHARES = (0.42, 0.36, 0.22)
_GENDER_SPELLINGS = ("f", "Frau", "female", "Mrs", "m", "Herr", "male", "Mr", "x", "", "d", "-")


def crm_people(chronicle: Chronicle, rates: FaultRates) -> IntArray:
    """List who has a contact, one entry per contact; some people have two."""
    rng = chronicle.settings.stream("crm people", chronicle.chunk_number)
    n = len(chronicle.people)
    listed = np.flatnonzero(rng.random(n) < CONTACT_SHARE)
    twice = listed[chosen(len(listed), rates.duplicate_contacts, rng)]
    return np.concatenate([listed, twice])


def contact_ids(chronicle: Chronicle, n: int) -> pd.Series:
    """Write ``CRM-`` and seven digits for the n contacts of the chunk."""
    number = chronicle.people.number[0] * 2 + np.arange(n)
    return "CRM-" + text.decimal(text.shuffle_decimal(number, 61, 10**7), 7)


def crm_batch(chronicle: Chronicle, rates: FaultRates) -> Batch:
    """Export ``crm/contacts`` of a chunk.

    A contact tied ``BY_NOTHING`` shares name (nickname, or misspelled), birthday and address with
    the person's other records and no identifier at all: exact matching cannot find it.
    """
    people, settings = chronicle.people, chronicle.settings
    rng = settings.stream("crm contacts", chronicle.chunk_number)
    person = crm_people(chronicle, rates)
    n = len(person)
    created, modified = _clocks(chronicle, person, rng)
    tie = _ties(chronicle, person, created, rates, rng)
    untied = tie == BY_NOTHING
    given, family = _names(people, person, untied, rates, rng)
    birthday = text.day(people.birth_day[person], "%d.%m.%Y")
    columns = {
        "contact_id": contact_ids(chronicle, n),
        "shop_customer_id": text.only(text.pick(people.customer_id, person), tie == BY_SHOP_ID),
        "name": text.where(rng.random(n) < 0.6, family + ", " + given, given + " " + family),
        "email": _emails(people, person, tie, emails_at(people, person, created), rates, rng=rng),
        "mobile": _mobiles(people, person, tie, created, rng),
        "birthday": text.only(birthday, untied | (rng.random(n) < 0.7)),
        "gender": text.pick(
            _GENDER_SPELLINGS,
            people.gender[person] * 4 + rng.choice(4, size=n, p=(0.5, 0.25, 0.15, 0.1)),
        ),
        "street": typing_errors(text.pick(people.street, person), rates.street_typos, rng),
        "zip": text.pick(people.postal_code, person),
        "city": text.pick(people.town, person),
        "country": text.pick([c.code for c in COUNTRIES], people.country[person]),
        "created": text.instant(created),
        "modified": text.instant(modified),
    }
    return batch("crm/contacts", modified, columns)


def _ties(
    chronicle: Chronicle,
    person: IntArray,
    created: IntArray,
    rates: FaultRates,
    rng: np.random.Generator,
) -> IntArray:
    """Draw how each contact is tied to the person's other records."""
    n = len(person)
    tie = rng.choice(len(TIE_SHARES), size=n, p=TIE_SHARES)
    tie = np.where((tie == BY_SHOP_ID) & ~chronicle.people.has_account[person], BY_EMAIL, tie)
    no_phone = phones_given(chronicle.people, person, created) == phones.NO_PHONE
    tie = np.where((tie == BY_PHONE) & no_phone, BY_EMAIL, tie)
    own_stream = chronicle.settings.stream("crm untied", chronicle.chunk_number)
    untied = chosen(n, rates.contacts_without_identifier, own_stream)
    return np.where(untied, BY_NOTHING, tie)


def _clocks(
    chronicle: Chronicle, person: IntArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Draw when a contact was created, and for some a later change."""
    settings, n = chronicle.settings, len(person)
    earliest = settings.start_ms - 300 * MS_PER_DAY
    created = np.maximum(chronicle.people.arrived_ms[person], earliest)
    span = settings.end_ms - settings.start_ms
    created = created + (rng.random(n) * 0.3 * span).astype(np.int64)
    created = np.minimum(created, settings.end_ms - MS_PER_DAY)
    later = created + (rng.random(n) * (settings.end_ms - created)).astype(np.int64)
    return created, np.where(rng.random(n) < 0.3, later, created)


def _names(
    people: People,
    person: IntArray,
    untied: BoolArray,
    rates: FaultRates,
    rng: np.random.Generator,
) -> tuple[pd.Series, pd.Series]:
    """Write given and family name; an untied contact's name always differs from the true one."""
    true_given = text.pick(people.given_name, person)
    true_family = text.pick(people.family_name, person)
    short = nicknames(true_given, 1.0, rng)
    given = text.where(untied, short, nicknames(true_given, rates.nicknames, rng))
    family = typing_errors(true_family, rates.name_typos, rng)
    has_nickname = np.asarray((short != true_given).to_numpy(), dtype=np.bool_)
    misspelled = typing_errors(true_family, 1.0, rng)
    return given, text.where(untied & ~has_nickname, misspelled, family)


def _emails(
    people: People,
    person: IntArray,
    tie: IntArray,
    usual: pd.Series,
    rates: FaultRates,
    *,
    rng: np.random.Generator,
) -> pd.Series:
    """Write the usual address in one of four ways; a private one if nothing is shared."""
    style = rng.random(len(person))
    tagged = pd.Series(usual.str.replace("@", "+crm@", regex=False))
    written = text.where(style < 0.25, pd.Series(usual.str.upper()), usual)
    written = text.where((style >= 0.25) & (style < 0.4), pd.Series(usual.str.title()), written)
    written = text.where((style >= 0.4) & (style < 0.5), tagged, written)
    written = email_typing_errors(written, rates.email_typos, rng)
    draw = rng.random(len(person))
    shown = (tie == BY_EMAIL) | ((tie == BY_SHOP_ID) & (draw < 0.6))
    own = text.pick(people.private_email, person)
    return text.where((tie == BY_NOTHING) & (draw < 0.5), own, text.only(written, shown))


def _mobiles(
    people: People, person: IntArray, tie: IntArray, at_ms: IntArray, rng: np.random.Generator
) -> pd.Series:
    """Write the phone in one of three notations; none where nothing may be shared."""
    country = people.country[person]
    number = phones_given(people, person, at_ms)
    style = rng.random(len(person))
    written = text.where(
        style < 0.75, phones.dialled(country, number), phones.international(country, number)
    )
    written = text.where(style < 0.4, phones.local(country, number), written)
    shown = (tie == BY_PHONE) | ((tie != BY_NOTHING) & (rng.random(len(person)) < 0.4))
    return text.only(written, shown)
