"""The website's tracking: pages, tracks, identifies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.simulate import phones, text
from dmp.simulate.batch import Batch, batch
from dmp.simulate.chronicle import Chronicle
from dmp.simulate.events import COMPLETED, IDENTIFY, PAGE
from dmp.simulate.reference.campaigns import REFERRER, SHOP_URL
from dmp.simulate.reference.goods import CATEGORIES
from dmp.simulate.reference.places import COUNTRIES, USER_AGENTS
from dmp.simulate.settings import IntArray
from dmp.simulate.traces import (
    EVENT_NAMES,
    anonymous_ids,
    campaign_columns,
    click_ids,
    clocks,
    emails_at,
    event_ids,
    ip_addresses,
    mobiles_at,
    properties,
    user_ids,
)


def web_batches(chronicle: Chronicle) -> list[Batch]:
    """Export ``web/pages``, ``web/tracks`` and ``web/identifies`` of a chunk."""
    on_web = ~chronicle.sessions.is_app[chronicle.events.session]
    kind = chronicle.events.kind
    return [
        _pages(chronicle, np.flatnonzero(on_web & (kind == PAGE))),
        _tracks(chronicle, np.flatnonzero(on_web & (kind != PAGE) & (kind != IDENTIFY))),
        _identifies(chronicle, np.flatnonzero(on_web & (kind == IDENTIFY))),
    ]


def _head(chronicle: Chronicle, event: IntArray) -> tuple[IntArray, dict[str, pd.Series]]:
    """Write ids and clocks; give also the time of receipt in milliseconds."""
    at, sent, received = clocks(chronicle, event, batched=False)
    device = chronicle.sessions.device[chronicle.events.session[event]]
    return received, {
        "id": event_ids(chronicle, event),
        "anonymous_id": anonymous_ids(device),
        "user_id": user_ids(chronicle, event),
        "timestamp": text.instant(at),
        "sent_at": text.instant(sent),
        "received_at": text.instant(received),
    }


def _context(chronicle: Chronicle, event: IntArray, path: pd.Series) -> dict[str, pd.Series]:
    """Write page, campaign and browser columns."""
    session = chronicle.events.session[event]
    landing = chronicle.events.is_landing[event]
    traffic = chronicle.sessions.traffic[session]
    key, value = click_ids(chronicle, event)
    suffix = text.where(text.present(key), "?" + key + "=" + value, "")
    referrer = text.pick(REFERRER, traffic)
    device = chronicle.sessions.device[session]
    campaign = campaign_columns(chronicle, event)
    country = chronicle.people.country[chronicle.sessions.person[session]]
    return {
        "context_page_url": SHOP_URL + path + suffix,
        "context_page_referrer": text.only(referrer, landing & (referrer != "").to_numpy()),
        **{f"context_campaign_{name}": values for name, values in campaign.items()},
        "context_ip": ip_addresses(chronicle, session),
        "context_user_agent": text.pick(
            USER_AGENTS, text.scramble(device, 43, 40) % len(USER_AGENTS)
        ),
        "context_locale": text.pick([c.locale for c in COUNTRIES], country),
    }


def _pages(chronicle: Chronicle, event: IntArray) -> Batch:
    """Export the landing page of each visit: home, a category, or the product advertised."""
    received, head = _head(chronicle, event)
    session = chronicle.events.session[event]
    item = chronicle.sessions.item[session]
    category = text.scramble(chronicle.first_session + session, 47, 40) % (2 * len(CATEGORIES))
    is_home = category >= len(CATEGORIES)
    leaf = text.pick(_category_paths(), np.minimum(category, len(CATEGORIES) - 1))
    path = text.where(is_home, "/", leaf)
    product = "/p/" + text.pick(chronicle.catalogue.product_id, np.maximum(item, 0))
    path = text.where(item >= 0, product, path)
    name = text.where(item >= 0, "Product", text.where(is_home, "Home", "Category"))
    columns = {**head, "name": name, **_context(chronicle, event, path)}
    return batch("web/pages", received, _ordered(columns, _PAGE_COLUMNS))


def _tracks(chronicle: Chronicle, event: IntArray) -> Batch:
    received, head = _head(chronicle, event)
    kind, item = chronicle.events.kind[event], chronicle.events.item[event]
    plain = properties(chronicle, event)
    product = "/p/" + text.pick(chronicle.catalogue.product_id, np.maximum(item, 0))
    path = text.where(item >= 0, product, text.where(kind == COMPLETED, "/checkout", "/account"))
    path = text.where(text.present(plain["query"]), "/search", path)
    columns = {
        **head,
        "event": text.pick([EVENT_NAMES[k] for k in sorted(EVENT_NAMES)], kind),
        **_context(chronicle, event, path),
        **{PROPERTY_PREFIX + key: values for key, values in plain.items()},
    }
    return batch(
        "web/tracks",
        received,
        _ordered(columns, [*_TRACK_COLUMNS, *[PROPERTY_PREFIX + k for k in plain]]),
    )


#: Properties travel as columns of this prefix, so that faults can reach them, until they are
#: packed into one JSON text.
PROPERTY_PREFIX = "properties."


def pack_properties(rows: pd.DataFrame) -> pd.DataFrame:
    """Replace the ``properties.*`` columns by one column of JSON text."""
    names = [name for name in rows.columns if name.startswith(PROPERTY_PREFIX)]
    if not names:
        return rows
    packed = text.json_object(
        {
            name.removeprefix(PROPERTY_PREFIX): text.json_text(rows[name], bare_numbers=True)
            for name in names
        }
    )
    return rows.drop(columns=names).assign(properties=packed)


def _identifies(chronicle: Chronicle, event: IntArray) -> Batch:
    """Export sign-ups, logins, and addresses left at a guest's checkout."""
    received, head = _head(chronicle, event)
    rng = chronicle.settings.stream("web identifies", chronicle.chunk_number)
    person = chronicle.sessions.person[chronicle.events.session[event]]
    at = chronicle.events.at_ms[event]
    country = chronicle.people.country[person]
    mobile = phones.international(country, mobiles_at(chronicle.people, person, at))
    named = rng.random(len(event)) < 0.6
    columns = {
        **head,
        "email": emails_at(chronicle.people, person, at),
        "phone": text.only(mobile, rng.random(len(event)) < 0.35),
        "first_name": text.only(text.pick(chronicle.people.given_name, person), named),
        "last_name": text.only(text.pick(chronicle.people.family_name, person), named),
    }
    return batch("web/identifies", received, _ordered(columns, _IDENTIFY_COLUMNS))


def _category_paths() -> list[str]:
    return ["/c/" + c.path.lower().replace(" > ", "/").replace(" ", "-") for c in CATEGORIES]


def _ordered(columns: dict[str, pd.Series], names: list[str]) -> dict[str, pd.Series]:
    return {name: columns[name] for name in names}


_CONTEXT_COLUMNS = [
    "context_page_url",
    "context_page_referrer",
    "context_campaign_source",
    "context_campaign_medium",
    "context_campaign_name",
    "context_campaign_term",
    "context_campaign_content",
    "context_ip",
    "context_user_agent",
    "context_locale",
]
_CLOCKS = ["timestamp", "sent_at", "received_at"]
_TRACK_COLUMNS = ["id", "anonymous_id", "user_id", "event", *_CLOCKS, *_CONTEXT_COLUMNS]
_PAGE_COLUMNS = ["id", "anonymous_id", "user_id", "name", *_CLOCKS, *_CONTEXT_COLUMNS]
_IDENTIFY_COLUMNS = [
    "id",
    "anonymous_id",
    "user_id",
    "email",
    "phone",
    "first_name",
    "last_name",
    *_CLOCKS,
]
