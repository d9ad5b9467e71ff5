"""What web and app events have in common: ids, clocks, addresses, campaign parameters."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.simulate import text
from dmp.simulate.chronicle import Chronicle
from dmp.simulate.events import ADD, COMPLETED, IDENTIFY, PAGE, SEARCH, SIGNED_UP, VIEW
from dmp.simulate.people import People
from dmp.simulate.pricing import price_in
from dmp.simulate.reference.campaigns import ADS, CLICK_ID_KEY, UTM_MEDIUM, UTM_SOURCE
from dmp.simulate.reference.goods import CATEGORIES, SEARCH_FILLERS
from dmp.simulate.reference.places import COUNTRIES, IPV4_NETWORKS, IPV6_NETWORK
from dmp.simulate.settings import IntArray

EVENT_NAMES = {
    SEARCH: "Products Searched",
    VIEW: "Product Viewed",
    ADD: "Product Added",
    SIGNED_UP: "Signed Up",
    COMPLETED: "Order Completed",
    PAGE: "",
    IDENTIFY: "",
}


def order_ids(chronicle: Chronicle, order: IntArray) -> pd.Series:
    """Write ``O`` and eight digits for positions of orders in the chunk."""
    number = chronicle.first_order + order
    return "O" + text.decimal(text.shuffle_decimal(number, 23, 10**8), 8)


def anonymous_ids(device: IntArray) -> pd.Series:
    """Write short ids in the manner of a UUID: ``3f9a-77b2c1``."""
    digits = text.hexadecimal(text.scramble(device, 29, 40), 10)
    return digits.str.slice(0, 4) + "-" + digits.str.slice(4)


def event_ids(chronicle: Chronicle, event: IntArray) -> pd.Series:
    """Write nine hexadecimal characters per event."""
    return text.hexadecimal(text.scramble(chronicle.first_event + event, 31, 36), 9)


def clocks(
    chronicle: Chronicle, event: IntArray, *, batched: bool
) -> tuple[IntArray, IntArray, IntArray]:
    """Draw (timestamp, sent, received): browsers send at once, apps within a minute."""
    rng = chronicle.settings.stream(
        "app clocks" if batched else "web clocks", chronicle.chunk_number
    )
    at = chronicle.events.at_ms[event]
    wait = rng.integers(500, 60_000, len(event)) if batched else rng.integers(1, 250, len(event))
    return at, at + wait, at + wait + rng.integers(20, 250, len(event))


def ip_addresses(chronicle: Chronicle, session: IntArray) -> pd.Series:
    """Write one address per household, from documentation ranges; a quarter has IPv6."""
    home = text.scramble(chronicle.people.household[chronicle.sessions.person], 37, 30)[session]
    old = text.pick(IPV4_NETWORKS, home % 3) + text.integer(1 + home // 3 % 254)
    new = IPV6_NETWORK + text.hexadecimal(home & 0xFFFF, 4)
    return text.where(home % 4 == 0, new, old)


def campaign_columns(chronicle: Chronicle, event: IntArray) -> dict[str, pd.Series]:
    """Write the UTM parameters of landing events; missing elsewhere."""
    session = chronicle.events.session[event]
    landing = chronicle.events.is_landing[event]
    traffic = np.where(landing, chronicle.sessions.traffic[session], 0)
    ad = np.where(landing, chronicle.sessions.ad[session], -1)
    letter = np.where(landing, chronicle.sessions.newsletter[session], -1)
    name = text.pick([a.campaign_name for a in ADS], ad)
    issue = "newsletter-" + text.integer(np.maximum(letter, 0) + 1)
    has_utm = np.array([bool(source) for source in UTM_SOURCE])[traffic]
    return {
        "source": text.only(text.pick(UTM_SOURCE, traffic), has_utm),
        "medium": text.only(text.pick(UTM_MEDIUM, traffic), has_utm),
        "name": text.where(letter >= 0, issue, name),
        "term": text.pick([a.group_name for a in ADS], ad),
        "content": text.pick([a.ad_id for a in ADS], ad),
    }


def click_ids(chronicle: Chronicle, event: IntArray) -> tuple[pd.Series, pd.Series]:
    """Write (key, value) of the ad platform's click id on landing events; missing elsewhere."""
    session = chronicle.events.session[event]
    traffic = np.where(chronicle.events.is_landing[event], chronicle.sessions.traffic[session], 0)
    paid = np.array([bool(key) for key in CLICK_ID_KEY])[traffic]
    value = text.hexadecimal(text.scramble(chronicle.first_session + session, 41, 40), 10)
    return text.only(text.pick(CLICK_ID_KEY, traffic), paid), text.only(value, paid)


def properties(chronicle: Chronicle, event: IntArray) -> dict[str, pd.Series]:
    """Write event properties as plain text per key; missing where an event has none."""
    events, orders, amounts = chronicle.events, chronicle.orders, chronicle.amounts
    kind, session, item = events.kind[event], events.session[event], events.item[event]
    country = chronicle.people.country[chronicle.sessions.person[session]]
    shows_item = np.isin(kind, (VIEW, ADD))
    shown = np.where(shows_item, item, 0)
    price = price_in(chronicle.catalogue, shown, country, events.at_ms[event])
    completed = kind == COMPLETED
    order = np.where(completed, chronicle.sessions.order[session], -1)
    value = amounts.gross[order] if len(orders) else np.zeros(len(event))
    currency = text.pick([c.currency for c in COUNTRIES], country)
    _, click_id = click_ids(chronicle, event)
    traffic = chronicle.sessions.traffic[session]
    result = {
        "product_id": text.only(text.pick(chronicle.catalogue.product_id, shown), shows_item),
        "quantity": text.only(text.integer(events.quantity[event]), kind == ADD),
        "price": text.only(text.amount(price), shows_item),
        "order_id": text.only(order_ids(chronicle, np.maximum(order, 0)), completed),
        "value": text.only(text.amount(value), completed),
        "currency": text.only(currency, shows_item | completed),
        "query": text.only(_queries(chronicle, event), kind == SEARCH),
    }
    for code, key in enumerate(CLICK_ID_KEY):
        if key:
            result[key] = text.only(click_id, traffic == code)
    return result


def _queries(chronicle: Chronicle, event: IntArray) -> pd.Series:
    """Draw what people type: words of the category they have in mind."""
    rng = chronicle.settings.stream("queries", chronicle.chunk_number)
    category = chronicle.catalogue.category[np.maximum(chronicle.events.item[event], 0)]
    noun = text.pick(
        [noun for c in CATEGORIES for noun in c.nouns],
        category * 6 + rng.integers(0, 6, len(event)),
    )
    filler = text.pick(SEARCH_FILLERS, rng.integers(0, len(SEARCH_FILLERS), len(event)))
    return filler + noun.str.lower()


def user_ids(chronicle: Chronicle, event: IntArray) -> pd.Series:
    """Write the shop's customer id on events of someone logged in; missing elsewhere."""
    person = chronicle.sessions.person[chronicle.events.session[event]]
    codes = np.where(chronicle.events.knows_user[event], person, -1)
    return text.pick(chronicle.people.customer_id, codes)


def emails_at(people: People, person: IntArray, at_ms: IntArray) -> pd.Series:
    """Look up the person's usual address at an instant."""
    changed = at_ms >= people.new_email_ms[person]
    return text.where(
        changed, text.pick(people.later_email, person), text.pick(people.email, person)
    )


def mobiles_at(people: People, person: IntArray, at_ms: IntArray) -> IntArray:
    """Look up the person's mobile number at an instant, ``NO_PHONE`` if none."""
    changed = (at_ms >= people.new_phone_ms[person]) & (people.mobile[person] >= 0)
    return np.where(changed, people.later_mobile[person], people.mobile[person])
