"""The collector as a process: Segment's own clients unmodified, killed under load, and read by a build."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import segment.analytics as python_client

from benchmarks.collector import WRITE_KEY, Collector, collector, kept_ids, kill_under_load
from benchmarks.freshness import project_with_collector

NODE_CLIENT = "@segment/analytics-node"
SCRIPT = """
const { Analytics } = require('@segment/analytics-node')
const client = new Analytics({ writeKey: process.argv[2], host: process.argv[3], flushAt: 5 })
client.on('error', (error) => { console.error(error); process.exitCode = 1 })
for (let n = 0; n < 12; n++) client.track({ anonymousId: 'a' + n, event: 'Product Viewed', properties: { n } })
client.identify({ userId: 'u1', traits: { email: 'ida@example.org' } })
client.alias({ userId: 'u1', previousId: 'a1' })
client.closeAndFlush().then(() => console.log('done'))
"""

pytestmark = pytest.mark.build


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Collector]:
    with collector(tmp_path) as one:
        one.start()
        yield one


def told(one: Collector) -> list[dict[str, Any]]:
    """End the collector and read what it kept."""
    assert one.end() == 0
    assert list(one.events.glob("_*")) == []
    files = sorted(one.events.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("packed", [False, True])
def test_python_client_of_segment_is_served_unmodified(started: Collector, packed: bool) -> None:
    failures: list[object] = []
    client = python_client.Client(
        WRITE_KEY,
        host=f"http://127.0.0.1:{started.port}",
        gzip=packed,
        on_error=lambda error, _: failures.append(error),
    )
    consent = {"consent": {"categoryPreferences": {"Advertising": False}}}
    for number in range(120):
        client.track(f"u{number}", "Product Viewed", {"n": number}, context=consent)
    client.identify("u1", {"email": "ida@example.org"})
    client.page("u1", "Home")
    client.screen("u1", "Start")
    client.group("u1", "g1")
    client.alias("a1", "u1")
    client.shutdown()
    assert failures == []
    events = told(started)
    assert sorted(event["properties"]["n"] for event in events if event["type"] == "track") == list(
        range(120)
    )
    assert {event["type"] for event in events} == {
        *("track", "identify", "page", "screen", "group", "alias")
    }
    assert events[0]["context"]["consent"] == consent["consent"]


def test_node_client_of_segment_is_served_unmodified(started: Collector, tmp_path: Path) -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        pytest.skip("there is no npm here: the node client of Segment was not tried")
    command = [npm, "install", "--no-audit", "--no-fund", "--silent", NODE_CLIENT]
    installed = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    if installed.returncode:
        pytest.skip(f"npm cannot install {NODE_CLIENT}: the node client of Segment was not tried")
    (tmp_path / "send.js").write_text(SCRIPT)
    ran = subprocess.run(
        [node, "send.js", WRITE_KEY, f"http://127.0.0.1:{started.port}"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    events = told(started)
    assert sorted(event["type"] for event in events) == ["alias", "identify", *["track"] * 12]


def test_no_acknowledged_event_is_lost_by_kills_and_no_file_is_broken(tmp_path: Path) -> None:
    with collector(tmp_path) as one:
        load = kill_under_load(one, 5)
        kept = set(kept_ids(one.events))
    assert len(load.acknowledged) > 100
    assert set(load.acknowledged) <= kept


def test_two_collectors_of_one_folder_do_not_take_files_from_each_other(
    started: Collector, tmp_path: Path
) -> None:
    client = python_client.Client(WRITE_KEY, host=f"http://127.0.0.1:{started.port}")
    client.track("u1", "Product Viewed")
    client.flush()
    with collector(tmp_path) as other:
        other.start()
        client.track("u2", "Product Viewed")
        client.shutdown()
        assert other.end() == 0
    assert [event["userId"] for event in told(started)] == ["u1", "u2"]


def test_request_that_never_ends_does_not_keep_it_alive(started: Collector) -> None:
    with socket.create_connection(("127.0.0.1", started.port)) as half:
        half.sendall(b"POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
        assert started.end() == 0


def test_taken_port_is_one_sentence(started: Collector) -> None:
    keys = str(started.place / "keys.toml")
    ended = subprocess.run(
        [".venv/bin/dmp", "collect", "--keys", keys, "--port", str(started.port)],
        env=os.environ | {"DMP_LANDING": str(started.place / "landing")},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "cannot listen on 127.0.0.1" in ended.stderr


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A project with the staging models that docs/collector.md shows."""
    return project_with_collector(tmp_path / "a project", dataset="acme")


def test_events_reach_their_contract_once_and_rejected_ones_are_counted(
    root: Path, acme: Path, tmp_path: Path
) -> None:
    with collector(tmp_path) as one:
        one.start(keys=f'[keys.{WRITE_KEY}]\nsource = "site"\n')
        client = python_client.Client(WRITE_KEY, host=f"http://127.0.0.1:{one.port}")
        for _ in range(2):  # as a client does that did not hear the answer
            client.track("u1", "Product Viewed", {"product_id": "p1"}, message_id="twice")
        client.page("u1", "Home", message_id="page")
        client.track("u1", "x" * 300, {}, message_id="y" * 300)
        client.shutdown()
        one.end()
    (tmp_path / "landing/demo").rename(tmp_path / "landing/acme")
    environment = {name: text for name, text in os.environ.items() if not name.startswith("DMP_")}
    environment |= {"DMP_DATASET": "acme", "DMP_LANDING": str(tmp_path / "landing")}
    models = ["+input__events", "+delivery_counts", "+rejected_rows"]
    built = subprocess.run(
        [str(root / ".venv/bin/dmp"), "build", *(f"--select={each}" for each in models)],
        cwd=acme, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    with duckdb.connect(str(acme / "warehouse/acme.duckdb"), read_only=True) as warehouse:
        events = "select event_id, event_name, item_id from input.input__events order by 1"
        assert warehouse.execute(events).fetchall() == [
            ("page", "page_viewed", None),
            ("twice", "product_viewed", "p1"),
        ]
        counts = (
            "select sum(n_received), sum(n_superseded), sum(n_rejected) from marts.delivery_counts"
        )
        assert warehouse.execute(counts).fetchall() == [(4, 1, 1)]
        reasons = "select reason from marts.rejected_rows"
        assert warehouse.execute(reasons).fetchall() == [("refused by the collector",)]
