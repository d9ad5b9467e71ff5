"""One small Spark session for all tests of this folder; skipped, and said so, without Java."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from dmp.simulate import simulate

COMPARISON = "test_engines_agree.py"


class Halves(LoadScopeScheduling):
    """Two processes: one for the comparison, which takes half the time, one for all else."""

    def _split_scope(self, nodeid: str) -> str:
        return str(COMPARISON in nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Halves:
    return Halves(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests with a session of this process last: its memory is not free before the end."""
    items.sort(key=lambda item: "spark" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small company, in a folder with a blank in its name."""
    folder = tmp_path_factory.mktemp("small company") / "raw"
    simulate(folder, people=300, days=120, deliveries=2)
    return folder


@pytest.fixture(scope="session")
def spark(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session on two cores whose tables, if any, lie in a temporary folder."""
    pytest.importorskip("pyspark", reason="pyspark is not installed here (see `make test-spark`)")
    if shutil.which("java") is None:
        pytest.skip("Java is not on the PATH; Spark needs 17 or newer")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - not everywhere installed

    folder = tmp_path_factory.mktemp("spark")
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", "2g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config(
            "spark.driver.extraJavaOptions",
            f"-Dlog4j2.configurationFile={(root / 'dbt_dmp/log4j2.properties').as_uri()}",
        )
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "false")
        .config("spark.checkpoint.dir", str(folder / "checkpoints"))
        .config("spark.sql.warehouse.dir", str(folder / "tables"))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    yield session
    session.stop()
