"""The app's tracking: one JSON document per call, in the shape of Segment's HTTP payloads."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from dmp.simulate import phones, text
from dmp.simulate.batch import WHOLE, Batch, batch
from dmp.simulate.chronicle import Chronicle
from dmp.simulate.events import IDENTIFY, PAGE
from dmp.simulate.reference.places import COUNTRIES, PHONE_MODELS
from dmp.simulate.settings import IntArray
from dmp.simulate.traces import (
    EVENT_NAMES,
    anonymous_ids,
    campaign_columns,
    clocks,
    emails_at,
    event_ids,
    ip_addresses,
    mobiles_at,
    properties,
    user_ids,
)

LINES_TABLE = "app/events"


def app_batch(chronicle: Chronicle) -> Batch:
    """Export ``app/events`` of a chunk, as columns; ``to_lines`` makes the documents."""
    event = np.flatnonzero(chronicle.sessions.is_app[chronicle.events.session])
    at, sent, received = clocks(chronicle, event, batched=True)
    session, kind = chronicle.events.session[event], chronicle.events.kind[event]
    device = chronicle.sessions.device[session]
    person = chronicle.sessions.person[session]
    country = chronicle.people.country[person]
    identifies = kind == IDENTIFY
    rng = chronicle.settings.stream("app identifies", chronicle.chunk_number)
    mobile = phones.international(country, mobiles_at(chronicle.people, person, at))
    is_screen = kind == PAGE
    columns = {
        "id": "a" + event_ids(chronicle, event),
        "type": text.where(is_screen, "screen", text.where(identifies, "identify", "track")),
        "event": text.only(
            text.pick([EVENT_NAMES[k] for k in sorted(EVENT_NAMES)], kind),
            ~is_screen & ~identifies,
        ),
        "name": text.only(text.constant("Home", len(event)), is_screen),
        "anonymous_id": anonymous_ids(device),
        "user_id": user_ids(chronicle, event),
        "timestamp": text.instant(at),
        "sent_at": text.instant(sent),
        "received_at": text.instant(received),
        "device_id": text.hexadecimal(text.scramble(device, 53, 48), 12),
        "device_model": text.pick(PHONE_MODELS, text.scramble(device, 59, 40) % len(PHONE_MODELS)),
        "context_ip": ip_addresses(chronicle, session),
        "context_locale": text.pick([c.locale for c in COUNTRIES], country),
        **{f"context_campaign_{k}": v for k, v in campaign_columns(chronicle, event).items()},
        **{f"properties.{k}": v for k, v in properties(chronicle, event).items()},
        "email": text.only(emails_at(chronicle.people, person, at), identifies),
        "phone": text.only(mobile, identifies & (rng.random(len(event)) < 0.5)),
        "first_name": text.only(text.pick(chronicle.people.given_name, person), identifies),
        "last_name": text.only(text.pick(chronicle.people.family_name, person), identifies),
    }
    return batch(LINES_TABLE, received, columns)


def to_lines(rows: pd.DataFrame, damage: IntArray) -> pd.Series:
    """Write one JSON document per row; a damaged one is cut off in the middle."""
    if not len(rows):
        return text.missing(0)

    def quoted(name: str) -> pd.Series:
        return text.json_quoted(rows[name])

    def nested(prefix: str, *, bare_numbers: bool) -> pd.Series:
        columns = [name for name in rows.columns if name.startswith(prefix)]
        values = {
            name.removeprefix(prefix): text.json_text(rows[name], bare_numbers=bare_numbers)
            for name in columns
        }
        packed = text.json_object(values)
        return text.only(packed, (packed != "{}").to_numpy())

    device = text.json_object({"id": quoted("device_id"), "model": quoted("device_model")})
    context = text.json_object(
        {
            "device": device,
            "ip": quoted("context_ip"),
            "locale": quoted("context_locale"),
            "campaign": nested("context_campaign_", bare_numbers=False),
        }
    )
    traits = text.json_object(
        {name: text.json_text(rows[name]) for name in ("email", "phone", "first_name", "last_name")}
    )
    lines = text.json_object(
        {
            "messageId": quoted("id"),
            "type": quoted("type"),
            "event": quoted("event"),
            "name": quoted("name"),
            "anonymousId": quoted("anonymous_id"),
            "userId": quoted("user_id"),
            "timestamp": quoted("timestamp"),
            "sentAt": quoted("sent_at"),
            "receivedAt": quoted("received_at"),
            "context": context,
            "properties": nested("properties.", bare_numbers=True),
            "traits": text.only(traits, (traits != "{}").to_numpy()),
        }
    )
    cut = pc.utf8_slice_codeunits(text.to_arrow(lines), 0, 150)
    return text.where(damage == WHOLE, lines, text.from_arrow(cut))
