"""Requests over HTTP: keys, packing, limits, browsers; every answer that is no 200 says why."""

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from dmp.collect.app import REQUEST_BYTES, make_app
from dmp.collect.journal import Journal
from dmp.collect.keys import WriteKey

KEYS = {
    "wk-web": WriteKey("web"),
    "wk-slow": WriteKey("slow", events_per_second=2),
    "wk-ip": WriteKey("ip", client_ip=True),
}
TRACK = {"userId": "u1", "event": "Product Viewed", "messageId": "m1"}


def packed(body: bytes) -> bytes:
    """Without the time in its header, which would make another test of each second."""
    return gzip.compress(body, mtime=0)


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(tmp_path: Path, clock: Clock) -> Iterator[TestClient]:
    with TestClient(make_app(KEYS, Journal(tmp_path), clock=clock)) as client:
        yield client


def key(name: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:".encode()).decode()}


def kept(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*/events/*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def test_accepted_event_is_in_a_file_of_its_source(client: TestClient, tmp_path: Path) -> None:
    answer = client.post("/v1/track", json=TRACK, headers=key("wk-web"))
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    (event,) = kept(tmp_path)
    assert (event["type"], event["source"], event["messageId"]) == ("track", "web", "m1")


@pytest.mark.parametrize("path", ["t", "track"])
def test_letters_of_the_browser_client_are_known(
    client: TestClient, tmp_path: Path, path: str
) -> None:
    body = json.dumps({**TRACK, "writeKey": "wk-web"})
    answer = client.post(f"/v1/{path}", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 200
    assert kept(tmp_path)[0]["type"] == "track"


def test_browser_may_ask_from_any_page(client: TestClient) -> None:
    asked = {"Origin": "https://shop.test", "Access-Control-Request-Method": "POST"}
    answer = client.options("/v1/t", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"


def test_gzip_is_unpacked(client: TestClient, tmp_path: Path) -> None:
    body = gzip.compress(json.dumps({"batch": [{"type": "track", **TRACK}]}).encode())
    headers = {**key("wk-web"), "Content-Encoding": "gzip"}
    assert client.post("/v1/batch", content=body, headers=headers).status_code == 200
    assert len(kept(tmp_path)) == 1


def test_body_of_several_gzips_is_read_to_its_end(client: TestClient, tmp_path: Path) -> None:
    text = json.dumps({"batch": [{"type": "track", **TRACK}] * 3}).encode()
    headers = {**key("wk-web"), "Content-Encoding": "gzip"}
    body = packed(text[:40]) + packed(text[40:])
    assert client.post("/v1/batch", content=body, headers=headers).status_code == 200
    assert len(kept(tmp_path)) == 3


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/track", 405),
        ("POST", "/v1/track/", 404),
        ("POST", "/", 404),
        ("PUT", "/x", 404),
    ],
)
def test_what_is_not_served_is_told_as_everything_else(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["message"].endswith(".")


def test_rejected_event_of_a_batch_is_told_and_kept(client: TestClient, tmp_path: Path) -> None:
    body = {"batch": [{"type": "track", **TRACK}, {"type": "track"}]}
    answer = client.post("/v1/batch", json=body, headers=key("wk-web"))
    assert answer.json()["rejected"] == [
        {"index": 1, "message": "track needs userId or anonymousId."}
    ]
    assert len(kept(tmp_path)) == 2


def test_address_of_the_client_is_kept_where_the_key_says_so(
    client: TestClient, tmp_path: Path
) -> None:
    client.post("/v1/track", json=TRACK, headers=key("wk-ip"))
    client.post("/v1/track", json=TRACK, headers=key("wk-web"))
    assert [event["context"] for event in kept(tmp_path)] == [{"ip": "testclient"}, {}]


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "words"),
    [
        ("track", b"{}", {}, 401, "write key is missing or unknown"),
        ("track", b'{"writeKey": "x"}', {}, 401, "write key is missing or unknown"),
        ("track", b"{}", {"Authorization": "Basic %%"}, 401, "no basic authentication"),
        ("track", b"{", key("wk-web"), 400, "no JSON"),
        ("track", b"{}", key("wk-web"), 400, "track needs userId or anonymousId."),
        ("batch", b"{}", key("wk-web"), 400, "batch is missing or empty"),
        ("click", b"{}", key("wk-web"), 404, "There is no /v1/click"),
        ("track", b"x" * (REQUEST_BYTES + 1), key("wk-web"), 413, "more than 512,000 bytes"),
        ("track", b"plain", {"Content-Encoding": "gzip"}, 400, "The body is no gzip"),
        ("track", packed(b"{}")[:-4], {"Content-Encoding": "gzip"}, 400, "ends too early"),
        ("track", packed(b" " * 10**8), {"Content-Encoding": "gzip"}, 413, "more than"),
        ("track", b"{}", {"Content-Encoding": "br"}, 415, "encoding br is unknown"),
    ],
)
def test_refused_request_says_why(
    client: TestClient, tmp_path: Path, path: str, body: bytes, headers: dict[str, str], status: int,
    words: str,
) -> None:  # fmt: skip
    answer = client.post(f"/v1/{path}", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.json()["success"] is False
    assert words in answer.json()["message"]
    assert kept(tmp_path) == []


def test_too_many_events_are_sent_again_later(client: TestClient, clock: Clock) -> None:
    body = {"batch": [{"type": "track", **TRACK}] * 4}
    assert client.post("/v1/batch", json=body, headers=key("wk-slow")).status_code == 200
    answer = client.post("/v1/batch", json=body, headers=key("wk-slow"))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    clock.seconds += 2
    assert client.post("/v1/batch", json=body, headers=key("wk-slow")).status_code == 200


def test_batch_larger_than_the_bucket_passes_when_it_is_full(
    client: TestClient, clock: Clock
) -> None:
    body = {"batch": [{"type": "track", **TRACK}] * 10}
    assert client.post("/v1/batch", json=body, headers=key("wk-slow")).status_code == 200
    clock.seconds += 4
    assert client.post("/v1/batch", json=body, headers=key("wk-slow")).status_code == 429
    clock.seconds += 1
    assert client.post("/v1/batch", json=body, headers=key("wk-slow")).status_code == 200


def test_health_is_told(client: TestClient) -> None:
    assert client.get("/health").json() == {"success": True}


HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Authorization": st.sampled_from(["Basic d2std2ViOg==", "Basic ", "Bearer x", "Basic ÿ"]),
        "Content-Encoding": st.sampled_from(["gzip", "GZIP", "br", "identity", ""]),
        "Content-Type": st.sampled_from(["application/json", "text/plain", "x"]),
    },
)
BODIES = st.binary(max_size=60) | st.sampled_from(
    [b"{}", b'{"batch":[{}]}', b'{"batch":[1,{"type":"track"}],"writeKey":"wk-web"}', b"[]", b"\x1f\x8b"]
).flatmap(lambda body: st.sampled_from([body, packed(body), packed(body)[:-3]]))  # fmt: skip


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(["track", "batch", "alias", "x", "%00", "b"]), BODIES, HEADERS)
def test_malformed_requests_never_crash_and_are_explained(
    client: TestClient, path: str, body: bytes, headers: dict[str, str]
) -> None:
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = client.post(f"/v1/{path}", content=body, headers=encoded)
    assert 200 <= answer.status_code < 500
    assert answer.status_code == 200 or answer.json()["message"].endswith(".")
