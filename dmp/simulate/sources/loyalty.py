"""The loyalty register of the till: cards, written by hand at the counter."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.simulate import phones, text
from dmp.simulate.batch import Batch, batch
from dmp.simulate.chronicle import Chronicle
from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.faults.writing import chosen, email_typing_errors, nicknames, typing_errors
from dmp.simulate.reference.places import COUNTRIES
from dmp.simulate.settings import MS_PER_DAY, IntArray
from dmp.simulate.sources.shop import phones_given
from dmp.simulate.traces import emails_at

MEMBER_SHARE = 0.36
EMAIL_SHARE = 0.65


def loyalty_people(chronicle: Chronicle) -> IntArray:
    """List who has a card."""
    rng = chronicle.settings.stream("loyalty people", chronicle.chunk_number)
    return np.flatnonzero(rng.random(len(chronicle.people)) < MEMBER_SHARE)


def card_numbers(chronicle: Chronicle, person: IntArray) -> pd.Series:
    """Write ``L`` and eight digits."""
    return "L" + text.decimal(text.shuffle_decimal(chronicle.people.number[person], 67, 10**8), 8)


def loyalty_batch(chronicle: Chronicle, rates: FaultRates) -> Batch:
    """Export ``loyalty/members`` of a chunk: most leave an e-mail, others a phone, some neither."""
    people, settings = chronicle.people, chronicle.settings
    rng = settings.stream("loyalty members", chronicle.chunk_number)
    person = loyalty_people(chronicle)
    n = len(person)
    untied = chosen(
        n,
        rates.members_without_identifier,
        settings.stream("loyalty untied", chronicle.chunk_number),
    )
    country = people.country[person]
    span = settings.end_ms - settings.start_ms
    joined = np.maximum(people.arrived_ms[person], settings.start_ms - 200 * MS_PER_DAY)
    joined = joined + (rng.random(n) * 0.4 * span).astype(np.int64)
    joined = np.minimum(joined, settings.end_ms - MS_PER_DAY)
    given = nicknames(text.pick(people.given_name, person), rates.nicknames, rng)
    emails = email_typing_errors(emails_at(people, person, joined), rates.email_typos, rng)
    number = phones_given(people, person, joined)
    by_email = (rng.random(n) < EMAIL_SHARE) | (number == phones.NO_PHONE)
    also_phone = ~by_email | (rng.random(n) < 0.3)
    columns = {
        "card_no": card_numbers(chronicle, person),
        "given_name": typing_errors(given, rates.name_typos, rng),
        "family_name": typing_errors(text.pick(people.family_name, person), rates.name_typos, rng),
        "email": text.only(emails, by_email & ~untied),
        "phone": text.only(phones.local(country, number), also_phone & ~untied),
        "birth_date": text.only(text.day(people.birth_day[person]), untied | (rng.random(n) < 0.8)),
        "postal_code": text.pick(people.postal_code, person),
        "city": text.pick(people.town, person),
        "country": text.pick([c.code for c in COUNTRIES], country),
        "joined_at": text.instant(joined),
        "points": text.integer((rng.gamma(1.2, 400.0, n)).astype(np.int64)),
    }
    return batch("loyalty/members", joined, columns)
