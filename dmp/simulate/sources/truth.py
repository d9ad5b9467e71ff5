"""What really is: who is who, what people like, how they buy. Models never see it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.simulate import text
from dmp.simulate.batch import Batch, batch, concatenate
from dmp.simulate.catalogue import Catalogue
from dmp.simulate.chronicle import Chronicle
from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.people import NEVER
from dmp.simulate.reference.goods import BRANDS, CATEGORIES
from dmp.simulate.sessions import APP_SLOT, SLOTS_PER_PERSON, owners_of_devices
from dmp.simulate.settings import FloatArray, IntArray, WorldSettings
from dmp.simulate.sources.crm import contact_ids, crm_people
from dmp.simulate.sources.loyalty import card_numbers, loyalty_people
from dmp.simulate.tastes import brand_styles
from dmp.simulate.traces import anonymous_ids, order_ids

#: Affinities below this are left out of the stored truth.
LEAST_AFFINITY = 0.01


def truth_batches(chronicle: Chronicle, rates: FaultRates) -> list[Batch]:
    """Tell ``truth/people``, ``truth/record_owners`` and ``truth/tastes`` of a chunk."""
    return [_people(chronicle), _record_owners(chronicle, rates), _tastes(chronicle)]


def item_batch(settings: WorldSettings, catalogue: Catalogue) -> Batch:
    """Tell ``truth/items``."""
    columns = {
        "product_id": catalogue.product_id,
        "category": text.pick([c.path for c in CATEGORIES], catalogue.category),
        "brand": text.pick([name for name, _ in BRANDS], catalogue.brand),
        "appeal": text.number(catalogue.appeal, 6),
        **_styles(brand_styles(settings)[catalogue.brand]),
    }
    return _final("truth/items", settings, columns)


def _final(table: str, settings: WorldSettings, columns: dict[str, pd.Series]) -> Batch:
    """Make a batch of truth, known at the end."""
    n = len(next(iter(columns.values())))
    return batch(table, np.full(n, settings.end_ms), columns)


def _people(chronicle: Chronicle) -> Batch:
    people = chronicle.people
    home = people.household_first
    dropout = np.where(people.dropout_ms == NEVER, 0, people.dropout_ms)
    columns = {
        "person_id": people.person_id,
        "household_id": "H" + text.pick(people.person_id, home).str.slice(1),
        "purchase_rate": text.number(people.rate, 6),
        "dropout_at": text.only(text.instant(dropout), people.dropout_ms != NEVER),
        "registered_at": text.only(text.instant(people.arrived_ms), people.has_account),
        **_styles(chronicle.tastes.style),
    }
    return _final("truth/people", chronicle.settings, columns)


def _styles(style: FloatArray) -> dict[str, pd.Series]:
    size = [text.number(column, 2) for column in np.abs(style).T]
    signed = [text.where(style[:, k] < 0, "-" + plain, plain) for k, plain in enumerate(size)]
    return {f"style_{k + 1}": column for k, column in enumerate(signed)}


def _record_owners(chronicle: Chronicle, rates: FaultRates) -> Batch:
    """Name the owner of every raw record that is somebody's; of shared ones, the main user."""
    people = chronicle.people
    everyone = np.arange(len(people))
    holders = np.flatnonzero(people.has_account)
    devices, users = owners_of_devices(chronicle.sessions)
    is_app = devices % SLOTS_PER_PERSON == APP_SLOT
    is_app &= devices < chronicle.settings.people * SLOTS_PER_PERSON
    contacts = crm_people(chronicle, rates)
    members = loyalty_people(chronicle)
    orders = np.arange(len(chronicle.orders))
    mailboxes = pd.concat([people.email, people.later_email], ignore_index=True)
    readers = np.concatenate([everyone, everyone])
    first = ~mailboxes.duplicated().to_numpy()
    groups: list[tuple[str, str, pd.Series, IntArray]] = [
        ("shop", "contact", text.pick(people.customer_id, holders), holders),
        ("crm", "contact", contact_ids(chronicle, len(contacts)), contacts),
        ("loyalty", "contact", card_numbers(chronicle, members), members),
        ("web", "visitor", anonymous_ids(devices[~is_app]), users[~is_app]),
        ("app", "visitor", anonymous_ids(devices[is_app]), users[is_app]),
        ("shop", "order", order_ids(chronicle, orders), chronicle.orders.person),
        ("email", "recipient", mailboxes[first].reset_index(drop=True), readers[first]),
    ]
    batches = []
    for source, record_type, keys, owner in groups:
        columns = {
            "source": text.constant(source, len(owner)),
            "record_type": text.constant(record_type, len(owner)),
            "record_key": keys,
            "person_id": text.pick(people.person_id, owner),
        }
        batches.append(_final("truth/record_owners", chronicle.settings, columns))
    return concatenate(batches)


def _tastes(chronicle: Chronicle) -> Batch:
    affinity = chronicle.tastes.affinity
    person, category = np.nonzero(affinity >= LEAST_AFFINITY)
    columns = {
        "person_id": text.pick(chronicle.people.person_id, person),
        "category": text.pick([c.path for c in CATEGORIES], category),
        "affinity": text.number(affinity[person, category], 3),
    }
    return _final("truth/tastes", chronicle.settings, columns)
