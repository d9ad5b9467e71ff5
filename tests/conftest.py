"""Fixtures shared by all tests: where the project is, and its parsed manifest."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from manifests import ROOT, parse

# The dataset and engine of whoever runs the tests, which `make` hands on, are not those of the tests.
for setting in [name for name in os.environ if name.startswith("DMP_")]:
    del os.environ[setting]


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes are named by their number: two workers that pack a text in two seconds write two texts, one length."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture
def interrupts_arrive() -> Iterator[None]:
    """SIGINT is heeded here and by children: what a script puts into the background begins with it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """dbt's manifest of the demo dataset, parsed afresh into a folder of its own."""
    return parse(tmp_path_factory.mktemp("parse"))


@pytest.fixture(scope="session")
def database() -> Iterator[Any]:
    """A PostgreSQL server of this session (postgres_server.Server)."""
    # the environment of Spark's tests has no psycopg
    from postgres_server import MISSING, find_binaries, postgres  # noqa: PLC0415 - see above

    binaries = find_binaries()
    if binaries is None:
        pytest.skip(MISSING)
    with postgres(binaries) as server:
        yield server


@pytest.fixture(scope="session")
def store() -> Iterator[str]:
    """The address of an S3-compatible store of this session."""
    # the environment of Spark's tests has no moto
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - see above

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(store: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An empty bucket `exports` of the store, which the environment names."""
    import boto3  # noqa: PLC0415 - as above

    monkeypatch.setenv("AWS_ENDPOINT_URL", store)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "anything")
    bucket = boto3.resource("s3", region_name="us-east-1").Bucket("exports")
    bucket.create()
    bucket.objects.all().delete()
    return bucket
