"""Spark's own servers as child processes: a standalone master, its workers, a Spark Connect server."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyspark

HOME = Path(pyspark.__file__).parent
HOST = "127.0.0.1"
PATIENCE_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(place: Path, name: str, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of Spark's classes until the body ends; its output goes to <place>/<name>.log."""
    environment = {
        **os.environ,
        "SPARK_HOME": str(HOME),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_WORKER_DIR": str(place / name),
        "PYSPARK_PYTHON": sys.executable,
    }
    place.mkdir(parents=True, exist_ok=True)
    with (place / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [str(HOME / "bin" / command[0]), *command[1:]],
            cwd=place,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_for(log: Path, pattern: str, times: int = 1) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if len(re.findall(pattern, log.read_text(errors="replace"))) >= times:
            return
        time.sleep(0.3)
    raise TimeoutError(f"{log} never said '{pattern}':\n{log.read_text()[-3000:]}")


@dataclass(frozen=True)
class Cluster:
    """A standalone cluster of two workers with one core each."""

    address: str
    place: Path
    workers: tuple[subprocess.Popen[bytes], ...]

    def executors_of(self, worker: int) -> list[Path]:
        """The folders that a worker made for its executors."""
        return sorted((self.place / f"worker{worker}").glob("app-*/*/stderr"))


@contextmanager
def standalone_cluster(place: Path) -> Iterator[Cluster]:
    port = free_port()
    address = f"spark://{HOST}:{port}"
    package = "org.apache.spark.deploy"
    with ExitStack() as stack:
        options = ("--host", HOST, "--port", str(port), "--webui-port", "0")
        stack.enter_context(
            server(place, "master", "spark-class", f"{package}.master.Master", *options)
        )
        wait_for(place / "master.log", "I have been elected leader")
        workers = []
        for number in range(2):
            options = ("--host", HOST, "--cores", "1", "--memory", "1g", "--webui-port", "0")
            command = ("spark-class", f"{package}.worker.Worker", *options, address)
            workers.append(stack.enter_context(server(place, f"worker{number}", *command)))
        wait_for(place / "master.log", "Registering worker", times=2)
        yield Cluster(address, place, tuple(workers))


@contextmanager
def connect_server(place: Path) -> Iterator[str]:
    """Start a Spark Connect server with a catalogue of its own; gives its address."""
    port = free_port()
    settings = {
        "spark.connect.grpc.binding.port": port,
        "spark.connect.grpc.binding.address": HOST,
        "spark.sql.warehouse.dir": place / "tables",
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={place / 'metastore'};create=true"
        ),
        "spark.sql.catalogImplementation": "hive",
        "spark.sql.shuffle.partitions": 4,
        "spark.ui.enabled": "false",
    }
    options = [text for name, value in settings.items() for text in ("--conf", f"{name}={value}")]
    command = ("spark-submit", "--master", "local[2]", "--driver-memory", "2g", *options)
    main = ("--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal")
    with server(place, "connect", *command, *main):
        wait_for(place / "connect.log", "Spark Connect server started at")
        yield f"sc://{HOST}:{port}"
