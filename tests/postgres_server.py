"""A real PostgreSQL for the tests: Debian's binaries or those of the wheel pgserver, started in a folder of its own."""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg

MISSING = "no PostgreSQL here: neither /usr/lib/postgresql/*/bin (apt install postgresql) nor the wheel pgserver"

INITIAL = ("-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")


@dataclass
class Server:
    """A server with its data."""

    binaries: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://tester:secret@127.0.0.1:{self.port}/shop"

    def run(self, *statements: str, database: str = "shop") -> list[Any]:
        """Run statements as the owner and give the rows of the last."""
        address = f"host=127.0.0.1 port={self.port} user=owner dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            for statement in statements:
                done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def start(self) -> None:
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "shared_buffers": "32MB",
            "timezone": "Asia/Kolkata",
            "datestyle": "SQL, DMY",
            "bytea_output": "escape",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **another_user(),
            )
        deadline = time.monotonic() + 30
        while True:
            try:
                self.run("select 1", database="postgres")
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop it by its own process, at once."""
        if self.process:
            self.process.send_signal(2)
            self.process.wait(30)
            self.process = None


def another_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def find_binaries() -> Path | None:
    """Give the folder of initdb and postgres, or None."""
    folders = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    wheel = importlib.util.find_spec("pgserver")
    if wheel and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall/bin")
    return next((folder for folder in folders if (folder / "initdb").is_file()), None)


@contextmanager
def postgres(binaries: Path) -> Iterator[Server]:
    """Run a server with the database shop and the user tester, password secret, who may read what public holds."""
    folder = Path(mkdtemp(prefix="dmp-postgres-"))  # pytest's own folders are closed to other users
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam("nobody")
            os.chown(folder, user.pw_uid, user.pw_gid)
        subprocess.run(
            [binaries / "initdb", "-D", folder / "data", "-U", "owner", *INITIAL],
            check=True,
            capture_output=True,
            cwd=folder,
            **another_user(),
        )
        rules = "host all owner 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (folder / "data/pg_hba.conf").write_text(rules)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = Server(binaries, folder, port)
        try:
            server.start()
            server.run("create database shop", database="postgres")
            server.run(
                "create user tester password 'secret'",
                "alter default privileges grant select on tables to tester",
            )
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
