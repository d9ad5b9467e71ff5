"""The collector beside its load generator, on one machine: throughput, kills, malformed requests.

    .venv/bin/python -m benchmarks.collector

What it measures, and how to read it, is in README.md.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks.scale import RESULTS
from dmp.project import Project

WRITE_KEY = "the-key"
KEYS = f'[keys.{WRITE_KEY}]\nsource = "web"\n'
HEADERS = {
    "Authorization": "Basic " + base64.b64encode(f"{WRITE_KEY}:".encode()).decode(),
    "Content-Type": "application/json",
}
_PATIENCE_SECONDS = 30


@dataclass
class Collector:
    """A collector as a process of its own: where it listens, and where its events land."""

    place: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def events(self) -> Path:
        """The folder of its one source."""
        return self.place / "landing/demo/web/events"

    def start(self, keys: str = KEYS) -> None:
        """Start it with these write keys and wait until it answers."""
        (self.place / "keys.toml").write_text(keys)
        command = ["-m", "dmp.cli", "collect", "--keys", str(self.place / "keys.toml")]
        environment = os.environ | {"DMP_LANDING": str(self.place / "landing")}
        root = Project.locate(environ={}, start=Path.cwd()).root
        self.process = subprocess.Popen(
            [sys.executable, *command, "--port", str(self.port)], cwd=root, env=environment
        )
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.05)
        raise RuntimeError("The collector did not answer.")

    def kill(self) -> None:
        """End it as a power cut would."""
        process = self._started()
        process.kill()
        process.wait()

    def end(self) -> int:
        """Ask it to end; give its exit code."""
        process = self._started()
        process.terminate()
        return process.wait(_PATIENCE_SECONDS)

    def _started(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise RuntimeError("The collector was not started.")
        return self.process


@contextmanager
def collector(place: Path) -> Iterator[Collector]:
    """Give a collector that is not started yet; whatever became of it, its process is gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        one = Collector(place, free.getsockname()[1])
    try:
        yield one
    finally:
        if one.process is not None and one.process.poll() is None:
            one.kill()


@dataclass
class Load:
    """What clients sent and were told: ids of acknowledged events, seconds per request, answers that were no 200."""

    acknowledged: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


def send(port: int, load: Load, stop: threading.Event, *, batch: int = 100) -> None:
    """Send batches, one after the other, until told to stop or the server is gone."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    while not stop.is_set():
        ids = [uuid.uuid4().hex for _ in range(batch)]
        body = json.dumps({"batch": [_event(each) for each in ids]}).encode()
        started = time.perf_counter()
        try:
            connection.request("POST", "/v1/batch", body, HEADERS)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return
        load.seconds.append(time.perf_counter() - started)
        if answer.status == 200:
            load.acknowledged += ids
        else:
            load.refused.append(answer.status)


def _event(message_id: str) -> dict[str, object]:
    return {
        "type": "track",
        "messageId": message_id,
        "anonymousId": message_id[:12],
        "event": "Product Viewed",
        "timestamp": "2026-07-01T12:00:00.000Z",
        "properties": {"product_id": message_id[:4], "price": 12.5, "currency": "EUR"},
        "context": {"page": {"url": "https://shop.test/p/1"}, "userAgent": "benchmark"},
    }


def under_load(port: int, load: Load, seconds: float, *, clients: int, batch: int = 100) -> None:
    """Let clients send for so long."""
    stop = threading.Event()
    senders = [
        threading.Thread(target=send, args=(port, load, stop), kwargs={"batch": batch})
        for _ in range(clients)
    ]
    for each in senders:
        each.start()
    time.sleep(seconds)
    stop.set()
    for each in senders:
        each.join()


def kill_under_load(one: Collector, times: int, *, seed: int = 7) -> Load:
    """Kill the collector under load again and again; give all that was acknowledged."""
    load, chance = Load(), random.Random(seed)  # noqa: S311 - no secret
    for _ in range(times):
        one.start()
        stop = threading.Event()
        senders = [
            threading.Thread(target=send, args=(one.port, load, stop), kwargs={"batch": 20})
            for _ in range(3)
        ]
        for each in senders:
            each.start()
        time.sleep(chance.uniform(0.2, 0.8))
        one.kill()
        for each in senders:
            each.join()
    one.start()
    one.end()
    return load


def kept_ids(folder: Path) -> list[str]:
    """Give the ids of all events in the finished files; a line that is no JSON is an error."""
    files = sorted(folder.glob("[!_]*.jsonl"))
    return [json.loads(line)["messageId"] for file in files for line in file.open("rb")]


def malformed(port: int, n: int, *, seed: int = 7) -> dict[str, int]:
    """Send requests of which each is damaged in one way; give how many of each answer came.

    Raises
    ------
    RuntimeError
        An answer is no 2xx or 4xx, or a refusal without a sentence.
    """
    chance, answers = random.Random(seed), {}  # noqa: S311 - no secret
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    for _ in range(n):
        path, body, headers = _damaged(chance)
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        told = answer.read()
        if not 200 <= answer.status < 500:
            raise RuntimeError(f"{answer.status} for {path} {headers} {body[:200]!r}")
        if answer.status >= 400 and not json.loads(told)["message"].endswith("."):
            raise RuntimeError(f"No sentence: {told!r}")
        answers[str(answer.status)] = answers.get(str(answer.status), 0) + 1
    return answers


def _damaged(chance: random.Random) -> tuple[str, bytes, dict[str, str]]:
    event = _event(uuid.uuid4().hex)
    name = chance.choice(list(event))
    event[name] = chance.choice([None, 5, [], {}, "", "\x00", "x" * 40_000, True, -1.5e300])
    body = json.dumps({"batch": [event]} if chance.random() < 0.5 else event).encode()
    path, headers = chance.choice(["/v1/batch", "/v1/track", "/v1/alias", "/v1/nothing"]), {}
    way = chance.randrange(6)
    if way == 0:
        body = body[: chance.randrange(len(body))]
    elif way == 1:
        place = chance.randrange(len(body))
        body = body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]
    elif way == 2:
        packed = gzip.compress(body)
        body = packed[: chance.randrange(1, len(packed) + 1)]
        headers["Content-Encoding"] = chance.choice(["gzip", "br", "deflate"])
    elif way == 3:
        body = chance.randbytes(chance.randrange(200))
    elif way == 4:
        body = b"[" * chance.randrange(1, 3000) + body
    if chance.random() < 0.9:
        headers |= HEADERS
    return path, body, headers


def main() -> None:
    """Measure, print, write the result."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--malformed", type=int, default=10_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dmp-collector-") as folder:
        place = Path(folder)
        with collector(place / "load") as one:
            one.place.mkdir()
            one.start()
            load = Load()
            under_load(one.port, load, 2, clients=wanted.clients)  # warm
            load = Load()
            started = time.perf_counter()
            under_load(one.port, load, wanted.seconds, clients=wanted.clients)
            seconds = time.perf_counter() - started
            answers = malformed(one.port, wanted.malformed)
            one.end()
            lost_in_load = len(set(load.acknowledged) - set(kept_ids(one.events)))
        with collector(place / "kills") as one:
            one.place.mkdir()
            killed = kill_under_load(one, wanted.kills)
            lost = len(set(killed.acknowledged) - set(kept_ids(one.events)))
    result = {
        "events_per_second": round(len(load.acknowledged) / seconds),
        "p50_milliseconds": round(float(np.quantile(load.seconds, 0.5)) * 1000, 1),
        "p99_milliseconds": round(float(np.quantile(load.seconds, 0.99)) * 1000, 1),
        "clients": wanted.clients,
        "events_per_request": 100,
        "lost": lost_in_load,
        "kills": wanted.kills,
        "acknowledged_before_kills": len(killed.acknowledged),
        "lost_by_kills": lost,
        "malformed_requests": wanted.malformed,
        "answers_to_malformed": answers,
    }
    Console(width=120).print(result)
    (RESULTS / "collector.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
