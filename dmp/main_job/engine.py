"""What the engine of a target needs, looked at before anything is touched."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from dmp.errors import UserError

OLDEST_JAVA = 17
PLAIN_FORMAT = "parquet"
_PATIENCE_SECONDS = 5.0


def check_engine(target: str, environ: Mapping[str, str]) -> None:
    """Refuse a Spark target whose engine cannot be reached from here; DuckDB needs nothing.

    Raises
    ------
    UserError
        pyspark or dbt-spark is not installed, Java is missing or too old, or nobody answers at the
        address of the Spark Connect server or the standalone master.
    """
    if not target.startswith("spark"):
        return
    if find_spec("pyspark") is None or find_spec("dbt.adapters.spark") is None:
        raise UserError(
            f"The target {target} needs the extra [spark], which is not installed here:"
            " `make spark` installs it into .venv-spark and builds there."
        )
    if target == "spark_connect":
        _check_address("DMP_SPARK_REMOTE", environ, scheme="sc", port=15002)
        return
    _check_java(target, environ)
    if target == "spark_cluster" and _is_standalone(environ):
        _check_address("DMP_SPARK_MASTER", environ, scheme="spark", port=7077)


def check_lake_is_readable(target: str, environ: Mapping[str, str]) -> None:
    """Refuse a build whose tables could not be summarised and published afterwards from files.

    Raises
    ------
    UserError
        The tables are in a format with metadata of its own, lie in no folder of this machine, or
        where a Spark Connect server keeps them and DMP_LAKE does not say where that is.
    """
    if not target.startswith("spark"):
        return
    instead = "`dbt build` builds without, and the tables of the catalogue are the publication"
    table_format = environ.get("DMP_TABLE_FORMAT") or PLAIN_FORMAT
    if table_format != PLAIN_FORMAT:
        raise UserError(
            f"DMP_TABLE_FORMAT is {table_format}, and dmp summarises and publishes from plain"
            f" Parquet files only: {instead}."
        )
    lake = environ.get("DMP_LAKE", "")
    if lake and not lake.rstrip("/").endswith(".lake"):
        raise UserError(f"DMP_LAKE is {lake}: the name of the folder must end in .lake.")
    if "://" in lake:
        raise UserError(
            f"DMP_LAKE is {lake}, and dmp summarises and publishes from a folder of this machine"
            f" only: mount it, or: {instead}."
        )
    if target == "spark_connect" and not lake:
        raise UserError(
            "The Spark Connect server decides where its tables lie, and dmp summarises and publishes"
            f" from their files: name the folder above its warehouse folder in DMP_LAKE, or: {instead}."
        )


def _is_standalone(environ: Mapping[str, str]) -> bool:
    """YARN and Kubernetes are asked by Spark itself."""
    return environ.get("DMP_SPARK_MASTER", "spark:").startswith("spark:")


def _check_java(target: str, environ: Mapping[str, str]) -> None:
    home = environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java", path=environ["PATH"])
    advice = f"install Java {OLDEST_JAVA} or newer (a JRE is enough), or point JAVA_HOME at one"
    if java is None or not Path(java).is_file():
        place = f" in JAVA_HOME ({home})" if home else ""
        raise UserError(f"The target {target} needs Java, and there is none{place}: {advice}.")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(?:1\.)?(\d+)', told.stderr)
    if version is None or int(version[1]) < OLDEST_JAVA:
        found = version[1] if version else "a version that it does not tell"
        raise UserError(f"The target {target} needs a newer Java than {found} ({java}): {advice}.")


def _check_address(variable: str, environ: Mapping[str, str], *, scheme: str, port: int) -> None:
    address = environ.get(variable) or f"{scheme}://localhost:{port}"
    parts = urlsplit(address)
    # what follows may be a token
    shown = address.partition(";")[0]
    if parts.scheme != scheme or not parts.hostname:
        raise UserError(
            f"{variable} is '{shown}', which is no address: write {scheme}://host:{port}."
        )
    try:
        place = (parts.hostname, parts.port or port)
        socket.create_connection(place, timeout=_PATIENCE_SECONDS).close()
    except (OSError, ValueError) as error:
        raise UserError(
            f"Nobody answers at {shown} ({error}): start the server there, or point {variable}"
            " at one that runs."
        ) from error
