"""Bodies of requests: what is taken, how clocks are corrected, what is refused and in which words."""

import json
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmp.collect.events import EVENT_BYTES, KINDS, Received, parse, receive
from dmp.collect.refusal import Refusal

NOW = datetime(2026, 7, 1, 12, 0, 30, tzinfo=UTC)
TRACK = {"type": "track", "userId": "u1", "event": "Product Viewed", "messageId": "m1"}


def lines(kind: str, body: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    found = receive(kind, body, now=NOW, source="web", **more)
    return [json.loads(line) for line in found.lines.splitlines()]


def refusal(kind: str, body: dict[str, Any]) -> str:
    with pytest.raises(Refusal) as refused:
        receive(kind, body, now=NOW, source="web")
    assert refused.value.status == 400
    return refused.value.message


def test_event_is_kept_as_sent_with_what_the_server_knows() -> None:
    consent = {"categoryPreferences": {"Advertising": False}}
    body = {
        **TRACK,
        "properties": {"price": 12.5},
        "context": {"consent": consent},
        "writeKey": "secret",
    }
    (event,) = lines("track", body)
    assert event["properties"] == {"price": 12.5}
    assert event["context"]["consent"] == consent
    assert event["receivedAt"] == event["timestamp"] == "2026-07-01T12:00:30.000Z"
    assert (event["source"], event["messageId"]) == ("web", "m1")
    assert "writeKey" not in event


def test_clock_that_is_an_hour_ahead_is_corrected() -> None:
    body = {**TRACK, "timestamp": "2026-07-01T13:00:00Z", "sentAt": "2026-07-01T13:00:20+00:00"}
    (event,) = lines("track", body)
    assert event["timestamp"] == "2026-07-01T12:00:10.000Z"
    assert event["originalTimestamp"] == "2026-07-01T13:00:00.000Z"
    assert event["sentAt"] == "2026-07-01T13:00:20.000Z"


def test_past_of_an_import_stays_past() -> None:
    body = {"batch": [{**TRACK, "timestamp": "2019-05-05T05:05:05Z"}], "sentAt": NOW.isoformat()}
    (event,) = lines("batch", body)
    assert event["timestamp"] == "2019-05-05T05:05:05.000Z"


def test_original_timestamp_goes_before_a_timestamp_that_a_proxy_corrected() -> None:
    body = {
        **TRACK,
        "originalTimestamp": "2026-07-01T11:00:00Z",
        "timestamp": "2026-07-01T12:00:00Z",
        "sentAt": "2026-07-01T11:00:00Z",
    }
    assert lines("track", body)[0]["timestamp"] == "2026-07-01T12:00:30.000Z"


def test_context_of_a_batch_is_that_of_its_events_where_they_say_nothing_else() -> None:
    batch = [{**TRACK, "context": {"locale": "de"}}, TRACK]
    body = {"batch": batch, "context": {"locale": "en", "app": {"name": "shop"}}}
    told = [event["context"] for event in lines("batch", body)]
    assert told == [
        {"locale": "de", "app": {"name": "shop"}},
        {"locale": "en", "app": {"name": "shop"}},
    ]


def test_address_is_kept_only_where_it_is_asked_for_and_not_told() -> None:
    assert "ip" not in lines("track", TRACK)[0]["context"]
    assert lines("track", TRACK, ip="192.0.2.1")[0]["context"]["ip"] == "192.0.2.1"
    hidden = {**TRACK, "context": {"ip": "198.51.100.9"}}
    assert lines("track", hidden, ip="192.0.2.1")[0]["context"]["ip"] == "198.51.100.9"


def test_one_bad_event_does_not_cost_the_others() -> None:
    body = {"batch": [TRACK, {"type": "track", "userId": "u1"}, "x", {**TRACK, "messageId": "m2"}]}
    found = receive("batch", body, now=NOW, source="web")
    assert found.refused == {1: "track needs event.", 2: "The event is no object: send {...}."}
    told = [json.loads(line) for line in found.lines.splitlines()]
    assert [event.get("rejectedBecause") for event in told] == [
        None,
        "track needs event.",
        "The event is no object: send {...}.",
        None,
    ]
    assert told[1]["event"] == {"type": "track", "userId": "u1"}


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("track", {"userId": ""}, "track needs userId or anonymousId."),
        ("track", {"userId": ["a"]}, "userId is ['a']: send a text."),
        ("track", {"userId": "x" * 256}, "userId has 256 letters, the most is 255."),
        ("track", {"event": 5}, "event is 5: send its name as a text."),
        ("track", {"properties": [1]}, "properties is [1]: send an object."),
        ("track", {"timestamp": "soon"}, "timestamp is 'soon': send an instant like"),
        ("track", {"timestamp": 1751371200}, "timestamp is 1751371200: send an instant like"),
        ("track", {"sentAt": "0001-01-01", "timestamp": "9999-12-31"}, "lie too far apart"),
        ("track", {"event": "x" * EVENT_BYTES}, "the most is 32,768: send less of it."),
        ("alias", {}, "alias needs previousId."),
        ("group", {}, "group needs groupId."),
    ],
)
def test_event_that_cannot_be(kind: str, change: dict[str, Any], words: str) -> None:
    assert words in refusal(kind, {**TRACK, **change})


def test_event_is_measured_as_it_was_sent() -> None:
    body = {**TRACK, "properties": {}}
    rest = EVENT_BYTES - len(orjson.dumps({**body, "type": "track"}))
    just = {**body, "properties": {"a": "x" * (rest - 6)}}
    assert len(orjson.dumps(just)) == EVENT_BYTES
    assert lines("track", just)[0]["receivedAt"]


def test_batch_of_too_many_events() -> None:
    with pytest.raises(Refusal, match="batch holds 2,501 events, the most is 2,500"):
        receive("batch", {"batch": [1] * 2501}, now=NOW, source="web")


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (rb"cut \ud83d", "cut \ufffd"),
        (rb"\ude00 begins", "\ufffd begins"),
        (rb"\ud83d\ude00 and \\ud83d \ud83d", "\U0001f600 and \\ud83d \ufffd"),
    ],
)
def test_half_a_letter_does_not_cost_the_batch(sent: bytes, read: str) -> None:
    assert parse(b'{"a": "' + sent + b'"}') == {"a": read}


@pytest.mark.parametrize("batch", [None, [], {}, "x"])
def test_batch_that_is_none(batch: object) -> None:
    assert refusal("batch", {"batch": batch}).startswith("batch is missing or empty")


def test_batch_of_bad_events_alone_is_refused_with_the_place() -> None:
    assert refusal("batch", {"batch": [{"type": "click"}]}) == (
        "batch[0]: type is 'click': send one of track, identify, page, screen, group, alias."
    )


def test_event_that_nests_too_deeply() -> None:
    deep: dict[str, Any] = {}
    for _ in range(400):
        deep = {"a": deep}
    assert refusal("track", {**TRACK, "properties": deep}).startswith("The event nests too deeply")


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"null", b'"x"', b'{"a": NaN}', b"\xff"])
def test_body_that_is_no_object(body: bytes) -> None:
    with pytest.raises(Refusal, match=r"^The body is (no JSON|JSON but no object)"):
        parse(body)


NAMES = ("type", "userId", "anonymousId", "event", "context", "timestamp", "sentAt", "messageId")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"])) | st.datetimes().map(str)
    | st.sampled_from(KINDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
EVENTS = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), VALUES, max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*KINDS, "batch"]), EVENTS, st.lists(EVENTS | VALUES, max_size=3))
def test_whatever_is_sent_is_kept_or_refused_with_a_sentence(
    kind: str, event: dict[str, Any], batch: list[Any]
) -> None:
    body = {**event, "batch": batch} if kind == "batch" else event
    try:
        found = receive(kind, parse(orjson.dumps(body)), now=NOW, source="web")
    except Refusal as refused:
        status, message = refused.status, refused.message
    else:
        status, message = 200, "."
        assert_whole(found)
    assert status in (200, 400)
    assert message.endswith(".")


def assert_whole(found: Received) -> None:
    told = found.lines.splitlines()
    assert len(told) == found.n_events
    for line in told:
        assert {"receivedAt", "source"} <= set(orjson.loads(line))
