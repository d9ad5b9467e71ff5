"""What a Spark target lacks is said before anything is touched."""

import re
import socket
from pathlib import Path

import pytest

from dmp import engine
from dmp.engine import check_engine, check_lake_is_readable
from dmp.errors import UserError


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda name: name)
    monkeypatch.setattr(engine, "version", {"pyspark": "4.3.1"}.__getitem__)


def java(folder: Path, version: str) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    program = folder / "java"
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    program.chmod(0o755)
    return {"PATH": str(folder)}


def test_duckdb_needs_nothing() -> None:
    check_engine("duckdb", {"PATH": ""})


def test_missing_extra_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"needs the extra \[spark\].* `make spark` installs it"):
        check_engine("spark_local", {"PATH": ""})


@pytest.mark.usefixtures("installed")
def test_missing_java_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="needs Java, and there is none: install Java 17"):
        check_engine("spark_local", {"PATH": str(tmp_path)})
    with pytest.raises(UserError, match="there is none in JAVA_HOME"):
        check_engine("spark_local", {"PATH": "", "JAVA_HOME": str(tmp_path)})


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(("version", "number"), [("11.0.2", "11"), ("1.8.0_402", "8")])
def test_old_java_is_said(tmp_path: Path, version: str, number: str) -> None:
    with pytest.raises(UserError, match=f"needs a newer Java than {number} "):
        check_engine("spark_local", java(tmp_path, version))


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("version", ["17.0.15", "21"])
def test_new_java_is_accepted(tmp_path: Path, version: str) -> None:
    check_engine("spark_local", java(tmp_path, version))


@pytest.mark.usefixtures("installed")
def test_java_that_cannot_be_run_is_said(tmp_path: Path) -> None:
    environ = java(tmp_path / "bin", "17") | {"JAVA_HOME": str(tmp_path)}
    (tmp_path / "bin/java").chmod(0o644)
    with pytest.raises(UserError, match=r"bin/java cannot be run \(Permission denied\): install"):
        check_engine("spark_local", environ)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("variable", "value", "meant"),
    [
        ("DMP_SPARK_MEMORY", "lots", "a whole number and a unit, such as 4g"),
        ("DMP_SPARK_MEMORY", "4096", "a whole number and a unit, such as 4g"),
        ("DMP_SPARK_EXECUTOR_MEMORY", "0g", "a whole number and a unit, such as 4g"),
        ("DMP_SPARK_CORES", "two", r"a whole number, or \*"),
        ("DMP_SPARK_CORES", "1\u0664", r"a whole number, or \*"),
        ("DMP_SPARK_PARTITIONS", "99999999999", "a whole number of at most eight digits"),
        ("DMP_SPARK_PARTITIONS", "-4", "a whole number"),
    ],
)
def test_a_size_that_spark_cannot_read_is_said(
    tmp_path: Path, variable: str, value: str, meant: str
) -> None:
    environ = java(tmp_path, "17") | {variable: value}
    with pytest.raises(UserError, match=f"{variable} is '{value}': write {meant}"):
        check_engine("spark_local", environ)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("value", ["1m", "511M", "300000k"])
def test_memory_below_the_floor_of_spark_is_said(tmp_path: Path, value: str) -> None:
    environ = java(tmp_path, "17") | {"DMP_SPARK_MEMORY": value}
    with pytest.raises(UserError, match=f"DMP_SPARK_MEMORY is '{value}': Spark needs 512m"):
        check_engine("spark_local", environ)


@pytest.mark.usefixtures("installed")
def test_no_path_at_all_is_no_java() -> None:
    with pytest.raises(UserError, match="needs Java, and there is none"):
        check_engine("spark_local", {})


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    "master", ["localhost:7077", "spark", "mesos://host:5050", "Yarn", "local[0]"]
)
def test_a_master_that_spark_does_not_know_is_said(tmp_path: Path, master: str) -> None:
    environ = java(tmp_path, "17") | {"DMP_SPARK_MASTER": master}
    with pytest.raises(
        UserError, match=re.escape(f"DMP_SPARK_MASTER is '{master}'") + ", which is no master"
    ):
        check_engine("spark_cluster", environ)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("master", ["yarn", "k8s://https://host:6443", "local[2]"])
def test_other_masters_are_asked_by_spark(tmp_path: Path, master: str) -> None:
    check_engine("spark_cluster", java(tmp_path, "17") | {"DMP_SPARK_MASTER": master})


@pytest.mark.usefixtures("installed")
def test_sizes_that_spark_can_read_are_accepted(tmp_path: Path) -> None:
    sizes = {"DMP_SPARK_MEMORY": "512M", "DMP_SPARK_CORES": "*", "DMP_SPARK_PARTITIONS": ""}
    check_engine("spark_local", java(tmp_path, "17") | sizes)


def spark(home: Path, release: str) -> dict[str, str]:
    (home / "jars").mkdir(parents=True)
    (home / "jars" / f"spark-core_2.13-{release}.jar").touch()
    return {"SPARK_HOME": str(home)}


@pytest.mark.usefixtures("installed")
def test_a_foreign_spark_is_said(tmp_path: Path) -> None:
    environ = java(tmp_path, "17") | spark(tmp_path / "old", "3.5.7")
    with pytest.raises(
        UserError, match=r"SPARK_HOME \(.*old\) is Spark 3.5.7, and pyspark .*4.3.1: unset"
    ):
        check_engine("spark_local", environ)
    with pytest.raises(UserError, match="SPARK_HOME is set and empty"):
        check_engine("spark_local", environ | {"SPARK_HOME": ""})
    with pytest.raises(UserError, match=r"SPARK_HOME \(/nowhere\) is no Spark"):
        check_engine("spark_local", environ | {"SPARK_HOME": "/nowhere"})
    check_engine("spark_local", environ | spark(tmp_path / "same", "4.3.0"))


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("target", ["spark_local", "spark_connect"])
def test_a_format_that_no_strategy_writes_is_said(target: str) -> None:
    with pytest.raises(UserError, match=r"DMP_TABLE_FORMAT is 'orc': .*parquet, iceberg or delta"):
        check_engine(target, {"PATH": "", "DMP_TABLE_FORMAT": "orc"})


@pytest.mark.usefixtures("installed")
def test_connect_needs_no_java_but_an_answer() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        address = f"sc://127.0.0.1:{server.getsockname()[1]}"
        check_engine("spark_connect", {"PATH": "", "DMP_SPARK_REMOTE": address})
    with pytest.raises(UserError, match=f"Nobody answers at {address}"):
        check_engine("spark_connect", {"PATH": "", "DMP_SPARK_REMOTE": address})
    with pytest.raises(UserError, match="is no address: write sc://host:15002"):
        check_engine("spark_connect", {"PATH": "", "DMP_SPARK_REMOTE": "localhost:15002"})
    with pytest.raises(UserError, match=r"'sc://\[x', which is no address"):
        check_engine("spark_connect", {"PATH": "", "DMP_SPARK_REMOTE": "sc://[x"})


@pytest.mark.usefixtures("installed")
def test_the_token_of_an_address_is_not_told() -> None:
    address = "sc://127.0.0.1:1/;token=SECRET"
    with pytest.raises(UserError) as refused:
        check_engine("spark_connect", {"PATH": "", "DMP_SPARK_REMOTE": address})
    assert "sc://127.0.0.1:1/ " in str(refused.value)
    assert "SECRET" not in str(refused.value)


@pytest.mark.usefixtures("installed")
def test_standalone_master_must_answer(tmp_path: Path) -> None:
    environ = java(tmp_path, "17") | {"DMP_SPARK_MASTER": "spark://127.0.0.1:1"}
    with pytest.raises(UserError, match="Nobody answers at spark:"):
        check_engine("spark_cluster", environ)


@pytest.mark.usefixtures("installed")
def test_one_of_several_masters_is_enough(tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        masters = f"spark://127.0.0.1:1,127.0.0.1:{server.getsockname()[1]}"
        environ = java(tmp_path, "17") | {"DMP_SPARK_MASTER": masters}
        check_engine("spark_cluster", environ)
    with pytest.raises(UserError, match=f"Nobody answers at {masters}"):
        check_engine("spark_cluster", environ)


@pytest.mark.parametrize(
    ("target", "environ", "sentence"),
    [
        (
            "spark_local",
            {"DMP_TABLE_FORMAT": "iceberg"},
            "DMP_TABLE_FORMAT is iceberg.*`dbt build`",
        ),
        ("spark_cluster", {"DMP_LAKE": "s3a://shop/dmp.lake"}, "a folder of this machine only"),
        ("spark_local", {"DMP_LAKE": "my shop"}, "must end in .lake"),
        ("spark_connect", {}, "name the folder above its warehouse folder in DMP_LAKE"),
    ],
)
def test_tables_that_cannot_be_published_from_files_are_refused(
    target: str, environ: dict[str, str], sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        check_lake_is_readable(target, environ)


@pytest.mark.parametrize(
    ("target", "environ"),
    [
        ("duckdb", {"DMP_TABLE_FORMAT": "iceberg"}),
        ("spark_local", {"DMP_TABLE_FORMAT": "parquet"}),
        ("spark_connect", {"DMP_LAKE": "there.lake"}),
    ],
)
def test_plain_files_within_reach_are_read(target: str, environ: dict[str, str]) -> None:
    check_lake_is_readable(target, environ)
