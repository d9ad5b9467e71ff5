"""From the body of a request to the lines of a file: Segment's HTTP tracking API, checked.

Shapes and clocks follow Segment's specification (segment.com/docs/connections/spec/common): the client says
when an event happened and when it sent it, by its own clock; timestamp = receivedAt - (sentAt -
originalTimestamp) takes that clock's error out.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from dmp.collect.refusal import Refusal

EVENT_BYTES = 32 * 1024
BATCH_EVENTS = 2500
KINDS = ("track", "identify", "page", "screen", "group", "alias")
# analytics.js writes the first letter
PATHS = {path: kind for kind in (*KINDS, "batch") for path in (kind, kind[0])}
_OBJECTS = ("properties", "traits", "context", "integrations")
_IDS = ("userId", "anonymousId", "groupId", "previousId")
# what an event of a kind must have; of a tuple one is enough
_NEEDED = {
    "track": (("userId", "anonymousId"), ("event",)),
    "identify": (("userId", "anonymousId"),),
    "page": (("userId", "anonymousId"),),
    "screen": (("userId", "anonymousId"),),
    "group": (("userId", "anonymousId"), ("groupId",)),
    "alias": (("userId",), ("previousId",)),
}
_ID_LETTERS = 255
# every escape of a JSON text: whole pairs of surrogates, halves of them, all others
_ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_NO_LETTER = rb"\ufffd"


@dataclass(frozen=True)
class Received:
    """What a request brought.

    Attributes
    ----------
    lines
        One line of JSON per event, each with its line break; those that were refused carry `rejectedBecause`.
    n_events
        How many events they are.
    refused
        {place in the batch: why} of those that were refused.
    """

    lines: bytes
    n_events: int
    refused: dict[int, str]


def parse(body: bytes) -> dict[str, Any]:
    """Read a body as a JSON object.

    Raises
    ------
    Refusal
        It is none; the message says where.
    """
    try:
        found = _loaded(body)
    except orjson.JSONDecodeError as error:
        raise Refusal(
            400, "invalid_json", f"The body is no JSON ({error}): send one object in UTF-8."
        ) from None
    if not isinstance(found, dict):
        raise Refusal(
            400, "invalid_json", "The body is JSON but no object: send {...} with the event in it."
        )
    return found


def _loaded(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        # texts that were cut in the middle of a pair end in half a letter, which UTF-8 does not have
        whole = _ESCAPES.sub(_whole_letters, body)
        if whole == body:
            raise
        return orjson.loads(whole)


def _whole_letters(found: re.Match[bytes]) -> bytes:
    return _NO_LETTER if found["half"] else found[0]


def receive(
    kind: str, body: Mapping[str, Any], *, now: datetime, source: str, ip: str | None = None
) -> Received:
    """Check the event or batch in a body and write it as lines.

    In a batch, what is wrong with one event does not cost the others: it is written with the reason, for
    staging to reject and count.

    Parameters
    ----------
    kind
        "batch" or one of KINDS, from the path.
    now
        When the request arrived (UTC).
    source
        Whose write key it is.
    ip
        Address to keep where the event has none; None keeps none.

    Raises
    ------
    Refusal
        It is no batch, or none of its events can be taken.
    """
    if kind != "batch":
        return Received(_line({**body, "type": kind}, body, now, source, ip), 1, {})
    batch = body.get("batch")
    if not isinstance(batch, list) or not batch:
        raise Refusal(
            400, "invalid_batch", "batch is missing or empty: send a list of events in it."
        )
    if len(batch) > BATCH_EVENTS:
        raise Refusal(
            413,
            "too_many_events",
            f"batch holds {len(batch):,} events, the most is {BATCH_EVENTS:,}: send fewer at once.",
        )
    lines, refused = [], {}
    for place, event in enumerate(batch):
        try:
            lines.append(_line(event, body, now, source, ip))
        except Refusal as refusal:
            refused[place] = refusal.message
            lines.append(_rejected(event, refusal.message, now, source))
    if len(refused) == len(batch):
        place, message = next(iter(refused.items()))
        raise Refusal(400, "invalid_event", f"batch[{place}]: {message}")
    return Received(b"".join(lines), len(batch), refused)


def _line(
    event: Any, envelope: Mapping[str, Any], now: datetime, source: str, ip: str | None
) -> bytes:
    if not isinstance(event, dict):
        raise _wrong("The event is no object: send {...}.")
    _check_size(event)
    kind = event.get("type")
    if kind not in KINDS:
        raise _wrong(f"type is {_shown(kind)}: send one of {', '.join(KINDS)}.")
    told = {name: value for name, value in event.items() if name not in ("batch", "writeKey")}
    for name in _OBJECTS:
        if told.get(name) is not None and not isinstance(told[name], dict):
            raise _wrong(f"{name} is {_shown(told[name])}: send an object.")
    for name in _IDS:
        if name in told:
            told[name] = _id(told[name], name)
    for names in _NEEDED[kind]:
        if not any(told.get(name) for name in names):
            raise _wrong(f"{kind} needs {' or '.join(names)}.")
    if kind == "track" and not isinstance(told["event"], str):
        raise _wrong(f"event is {_shown(told['event'])}: send its name as a text.")
    context = {**(_object(envelope.get("context"))), **(told.get("context") or {})}
    if ip is not None:
        context.setdefault("ip", ip)
    original = _instant(told, "originalTimestamp") or _instant(told, "timestamp")
    sent = _instant(told, "sentAt") or _instant(envelope, "sentAt")
    told |= {
        "messageId": _id(told.get("messageId"), "messageId") or f"collected-{uuid.uuid4()}",
        "context": context,
        "receivedAt": _text(now),
        "timestamp": _text(_corrected(original, sent, now)),
        "source": source,
    }
    if original is not None:
        told["originalTimestamp"] = _text(original)
    if sent is not None:
        told["sentAt"] = _text(sent)
    return _written(told)


def _rejected(event: Any, why: str, now: datetime, source: str) -> bytes:
    """Keep what was refused, as far as it fits into a line."""
    told: dict[str, Any] = {"rejectedBecause": why, "receivedAt": _text(now), "source": source}
    with suppress(Refusal):
        _check_size(event)
        told["event"] = event
    return _written(told)


def _check_size(event: Any) -> None:
    """Judge an event as it was sent: what the server adds is not the client's."""
    size = len(_written(event)) - 1
    if size > EVENT_BYTES:
        raise _wrong(f"The event has {size:,} bytes, the most is {EVENT_BYTES:,}: send less of it.")


def _written(told: Any) -> bytes:
    try:
        return orjson.dumps(told) + b"\n"
    except TypeError:  # what nests deeper than it writes
        raise _wrong("The event nests too deeply: send a flatter one.") from None


def _id(value: Any, name: str) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _wrong(f"{name} is {_shown(value)}: send a text.")
    if len(value) > _ID_LETTERS:
        raise _wrong(f"{name} has {len(value):,} letters, the most is {_ID_LETTERS}.")
    return value


def _instant(told: Mapping[str, Any], name: str) -> datetime | None:
    value = told.get(name)
    if value is None or value == "":
        return None
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise _wrong(
            f"{name} is {_shown(value)}: send an instant like 2026-07-01T12:00:00.000Z."
        ) from None


def _corrected(original: datetime | None, sent: datetime | None, now: datetime) -> datetime:
    if original is None:
        return now
    try:
        return original if sent is None else now - (sent - original)
    except OverflowError:
        raise _wrong("timestamp and sentAt lie too far apart: send what a clock shows.") from None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _shown(value: Any) -> str:
    text = "missing" if value is None else repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _wrong(message: str) -> Refusal:
    return Refusal(400, "invalid_event", message)
