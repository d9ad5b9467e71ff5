"""From an event to the mart: seconds until an event that a client sends can be read from the publication.

    .venv/bin/python -m benchmarks.freshness

What it measures, and how to read it, is in README.md.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
from rich.console import Console

from benchmarks.collector import HEADERS, WRITE_KEY, collector
from benchmarks.scale import RESULTS, ROOT
from dmp.simulate import simulate

GOAL_SECONDS = 60.0
# What dbt reads of the project, beside dbt_project.yml and profiles.yml.
PARTS = ("macros", "models", "python_models", "seeds/reference", "tests/data")
# Code of docs/collector.md that begins with the name of its file.
_FENCED = re.compile(r"```(\w+)\n(?:#|--) (models/\S+)\n(.*?)```", re.DOTALL)
_PATIENCE_SECONDS = 300


def project_with_collector(folder: Path, *, dataset: str) -> Path:
    """Copy the project into `folder`, with the staging model of docs/collector.md as one more feed of `dataset`.

    A dataset that is not there yet has no other feed.
    """
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "profiles.yml", folder)
    for _, name, text in _FENCED.findall((ROOT / "docs/collector.md").read_text("utf-8")):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("/acme/", f"/{dataset}/"))
    wiring = (ROOT / "dbt_project.yml").read_text("utf-8")
    if f"    {dataset}:\n      input__events: [" in wiring:
        known = f"    {dataset}:\n      input__events: ["
        wiring = wiring.replace(known, f"{known}stg_site__events, ", 1)
    else:
        head = "  datasets:\n"
        wiring = wiring.replace(
            head, f"{head}    {dataset}: {{input__events: [stg_site__events]}}\n", 1
        )
        wiring = wiring.replace("reporting_currency: {", f"reporting_currency: {{{dataset}: EUR, ")
    (folder / "dbt_project.yml").write_text(wiring)
    return folder


def main() -> None:
    """Start collector and stream on a company like the demo, send events, wait for each, write the result."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--events", type=int, default=20)
    parser.add_argument("--seconds-between", type=float, default=7.0)
    wanted = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="dmp-freshness-") as place:
        work = Path(place)
        project = project_with_collector(work / "project", dataset="demo")
        # a company of the present: one event of today would age a history that ended months ago
        simulate(work / "raw", end=datetime.now(UTC).date() - timedelta(days=1))
        with collector(work) as one, streaming(project, work):
            one.start(keys=f'[keys.{WRITE_KEY}]\nsource = "site"\n')
            seconds = _latencies(one.port, work / "published/marts.duckdb", wanted)
    result = {
        "events": len(seconds),
        "median_seconds": round(statistics.median(seconds), 1),
        "max_seconds": round(max(seconds), 1),
        "goal_seconds": GOAL_SECONDS,
    }
    console.print(result)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "freshness.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    if max(seconds) > GOAL_SECONDS:
        raise SystemExit(1)


@contextmanager
def streaming(project: Path, work: Path) -> Iterator[None]:
    """Run `dmp stream` on the company's deliveries, and begin when its first build is published."""
    environment = os.environ | {
        "DMP_DATASET": "demo",
        "DMP_RAW": str(work / "raw"),
        "DMP_LANDING": str(work / "landing"),
        "DMP_PUBLISHED": str(work / "published"),
        "DMP_WAREHOUSE": str(work / "demo.duckdb"),
    }
    command = [sys.executable, "-m", "dmp.cli", "stream"]
    with subprocess.Popen(command, cwd=project, env=environment) as running:
        try:
            _wait_for((work / "published/marts.duckdb").exists)
            yield
        finally:
            running.terminate()


def _latencies(port: int, marts: Path, wanted: argparse.Namespace) -> list[float]:
    sent: dict[str, float] = {}
    seconds: dict[str, float] = {}

    def look() -> bool:
        with duckdb.connect(str(marts), read_only=True) as connection:
            listed = connection.execute(
                "select page_url from marts.events where page_url like 'https://fresh/%'"
            ).fetchall()
        now = time.monotonic()
        for (url,) in listed:
            seconds.setdefault(url, now - sent[url])
        return len(seconds) == len(sent)

    for _ in range(wanted.events):
        url = f"https://fresh/{uuid.uuid4().hex}"
        _send(port, url)
        sent[url] = time.monotonic()
        until = time.monotonic() + wanted.seconds_between
        while time.monotonic() < until:
            look()
            time.sleep(0.5)
    _wait_for(look)
    return list(seconds.values())


def _send(port: int, url: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    body = json.dumps({"anonymousId": "fresh", "context": {"page": {"url": url}}})
    connection.request("POST", "/v1/page", body, HEADERS)
    if connection.getresponse().status != 200:
        raise RuntimeError("The collector did not accept an event.")


def _wait_for(seen: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not seen():
        if time.monotonic() > until:
            raise RuntimeError(f"Nothing was seen for {_PATIENCE_SECONDS} seconds.")
        time.sleep(0.5)


if __name__ == "__main__":
    main()
