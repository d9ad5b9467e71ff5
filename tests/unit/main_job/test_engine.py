"""What a Spark target lacks is said before anything is touched."""

import socket
from pathlib import Path

import pytest

from dmp.errors import UserError
from dmp.main_job import engine
from dmp.main_job.engine import check_engine, check_lake_is_readable


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda name: name)


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
