"""What the engine of a target needs, looked at before anything is touched."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from dmp.errors import UserError

OLDEST_JAVA = 17
PLAIN_FORMAT = "parquet"
FORMATS = (PLAIN_FORMAT, "iceberg", "delta")
_PATIENCE_SECONDS = 5.0

_MEMORY = (r"[1-9][0-9]{0,9}[kmgt]", "a whole number and a unit, such as 4g")
_LEAST_MIB = 512  # Spark's own floor, which it names in a stack of Java
_MIB = {"k": 1 / 1024, "m": 1, "g": 1024, "t": 1024**2}
_MASTERS = r"spark://.+|k8s://.+|yarn|local(\[([1-9][0-9]*|\*)\])?"
_SIZES = {
    "DMP_SPARK_CORES": (r"[1-9][0-9]{0,4}|\*", "a whole number, or * for all cores"),
    "DMP_SPARK_MEMORY": _MEMORY,
    "DMP_SPARK_EXECUTOR_MEMORY": _MEMORY,
    "DMP_SPARK_PARTITIONS": (r"[1-9][0-9]{0,7}", "a whole number of at most eight digits"),
}


def check_engine(target: str, environ: Mapping[str, str]) -> None:
    """Refuse a Spark target whose engine cannot be reached from here; DuckDB needs nothing.

    Raises
    ------
    UserError
        pyspark or dbt-spark is not installed, the table format is one that no strategy writes, Java
        is missing, broken or too old, a size is no number, SPARK_HOME is another Spark than pyspark,
        the master is none, or nobody answers at the address of the Spark Connect server or the
        standalone masters.
    """
    if not target.startswith("spark"):
        return
    if find_spec("pyspark") is None or find_spec("dbt.adapters.spark") is None:
        raise UserError(
            f"The target {target} needs the extra [spark], which is not installed here:"
            " `make spark` installs it into .venv-spark and builds there."
        )
    _check_table_format(environ)
    if target == "spark_connect":
        _check_address("DMP_SPARK_REMOTE", environ, scheme="sc", port=15002)
        return
    _check_sizes(environ)
    _check_java(target, environ)
    _check_spark_home(environ)
    if target == "spark_cluster":
        _check_master(environ)


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
    if re.match(r"[a-z][a-z0-9+.-]*:", lake, re.IGNORECASE):
        raise UserError(
            f"DMP_LAKE is {lake}, and dmp summarises and publishes from a folder of this machine"
            f" only: mount it, or: {instead}."
        )
    if target == "spark_connect" and not lake:
        raise UserError(
            "The Spark Connect server decides where its tables lie, and dmp summarises and publishes"
            f" from their files: name the folder above its warehouse folder in DMP_LAKE, or: {instead}."
        )


def _check_master(environ: Mapping[str, str]) -> None:
    """Ask standalone masters for an answer; YARN and Kubernetes are asked by Spark itself."""
    master = environ.get("DMP_SPARK_MASTER") or "spark://localhost:7077"
    if not re.fullmatch(_MASTERS, master):
        raise UserError(
            f"DMP_SPARK_MASTER is '{master}', which is no master: write spark://host:7077, yarn or"
            " k8s://https://host:port."
        )
    if master.startswith("spark:"):
        _check_address("DMP_SPARK_MASTER", environ, scheme="spark", port=7077)


def _check_table_format(environ: Mapping[str, str]) -> None:
    """Spark writes more formats, but they can neither merge nor be rewritten as Parquet is."""
    chosen = environ.get("DMP_TABLE_FORMAT") or PLAIN_FORMAT
    if chosen not in FORMATS:
        raise UserError(
            f"DMP_TABLE_FORMAT is '{chosen}': the tables can be {', '.join(FORMATS[:-1])} or"
            f" {FORMATS[-1]}."
        )


def _check_sizes(environ: Mapping[str, str]) -> None:
    for variable, (pattern, meant) in _SIZES.items():
        value = environ.get(variable)
        if value and not re.fullmatch(pattern, value, re.IGNORECASE):
            raise UserError(f"{variable} is '{value}': write {meant}.")
    for variable in ("DMP_SPARK_MEMORY", "DMP_SPARK_EXECUTOR_MEMORY"):
        value = environ.get(variable)
        if value and int(value[:-1]) * _MIB[value[-1].lower()] < _LEAST_MIB:
            raise UserError(f"{variable} is '{value}': Spark needs {_LEAST_MIB}m at least.")


def _check_java(target: str, environ: Mapping[str, str]) -> None:
    home = environ.get("JAVA_HOME")
    on_path = shutil.which("java", path=environ.get("PATH", ""))
    java = str(Path(home, "bin", "java")) if home else on_path
    advice = f"install Java {OLDEST_JAVA} or newer (a JRE is enough), or point JAVA_HOME at one"
    if java is None or not Path(java).is_file():
        place = f" in JAVA_HOME ({home})" if home else ""
        raise UserError(f"The target {target} needs Java, and there is none{place}: {advice}.")
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise UserError(
            f"The target {target} needs Java, and {java} cannot be run ({error.strerror}): {advice}."
        ) from error
    number = re.search(r'version "(?:1\.)?(\d+)', told.stderr)
    if number is None or int(number[1]) < OLDEST_JAVA:
        found = number[1] if number else "a version that it does not tell"
        raise UserError(f"The target {target} needs a newer Java than {found} ({java}): {advice}.")


def _check_spark_home(environ: Mapping[str, str]) -> None:
    """Refuse another release than that of pyspark, which would start what it finds there."""
    home = environ.get("SPARK_HOME")
    if home is None:
        return
    if not home:
        raise UserError("SPARK_HOME is set and empty, which pyspark takes for a folder: unset it.")
    ours = version("pyspark")
    advice = f"unset it, or point it at Spark {_minor(ours)}"
    cores = sorted(Path(home, "jars").glob("spark-core_*.jar"))
    if not cores:
        raise UserError(
            f"SPARK_HOME ({home}) is no Spark, which has jars/spark-core_*.jar: {advice}."
        )
    theirs = cores[0].stem.partition("-core_")[2].partition("-")[2]
    if _minor(theirs) != _minor(ours):
        raise UserError(
            f"SPARK_HOME ({home}) is Spark {theirs}, and pyspark is installed here as {ours}:"
            f" {advice}."
        )


def _minor(release: str) -> str:
    return ".".join(release.split(".")[:2])


def _check_address(variable: str, environ: Mapping[str, str], *, scheme: str, port: int) -> None:
    """Of several masters, `spark://host:7077,other:7077`, one that answers is enough."""
    address = environ.get(variable) or f"{scheme}://localhost:{port}"
    # what follows may be a token
    shown = address.partition(";")[0]
    try:
        places = [urlsplit(f"//{place}") for place in shown.removeprefix(f"{scheme}://").split(",")]
    except ValueError:  # a bracket that is not closed
        places = []
    if not (places and shown.startswith(f"{scheme}://") and all(each.hostname for each in places)):
        raise UserError(
            f"{variable} is '{shown}', which is no address: write {scheme}://host:{port}."
        )
    for place in places:
        try:
            where = (str(place.hostname), place.port or port)
            socket.create_connection(where, timeout=_PATIENCE_SECONDS).close()
        except (OSError, ValueError) as error:
            reason = error
        else:
            return
    raise UserError(
        f"Nobody answers at {shown} ({reason}): start the server there, or point {variable}"
        " at one that runs."
    )
