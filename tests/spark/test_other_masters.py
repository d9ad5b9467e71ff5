"""The same models where Spark is a cluster that loses a worker, a server, or killed in between."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from servers import connect_server, standalone_cluster

from dmp.simulate import simulate

BUILT = "OK created sql table"
LOST_AFTER = 5
# models alone: the data are judged where everything is built
SLICE = ["build", "--select", "+tag:slice", "--resource-type", "model", "--resource-type", "seed"]


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small company") / "raw"
    simulate(folder, people=300, days=120, deliveries=2)
    return folder


def start(
    root: Path, raw: Path, place: Path, target: str, arguments: list[str], **variables: str
) -> subprocess.Popen[str]:
    environment: Mapping[str, str] = {
        **os.environ,
        **variables,
        "DMP_LAKE": str(place / "demo.lake"),
        "DMP_RAW": str(raw),
        "DMP_SPARK_MEMORY": "2g",
        "DMP_TARGET": target,
        "DBT_LOG_PATH": str(place / "logs"),
        "DBT_TARGET_PATH": str(place / "target"),
    }
    return subprocess.Popen(
        [str(Path(sys.executable).with_name("dbt")), *arguments],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def place(
    root: Path, raw: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[str]]:
    """The slice built on a cluster that loses a worker: its folder, and what dbt told."""
    folder = tmp_path_factory.mktemp("on a cluster")
    with standalone_cluster(folder / "cluster") as cluster:
        running = start(
            root,
            raw,
            folder,
            "spark_cluster",
            SLICE,
            DMP_SPARK_MASTER=cluster.address,
            DMP_SPARK_EXECUTOR_MEMORY="800m",
        )
        assert running.stdout is not None
        told, built = [], 0
        for line in running.stdout:
            told.append(line)
            built += BUILT in line
            if built == LOST_AFTER and cluster.workers[0].poll() is None:
                assert cluster.executors_of(0), "the worker had no executor to lose"
                cluster.workers[0].kill()
                cluster.workers[0].wait()
        assert running.wait() == 0, "".join(told[-60:])
        assert cluster.executors_of(1)
    return folder, told


def test_slice_is_built_on_a_cluster_that_loses_a_worker(place: tuple[Path, list[str]]) -> None:
    folder, told = place
    assert sum(BUILT in line for line in told) > 2 * LOST_AFTER, "lost too late to be missed"
    assert list((folder / "demo.lake/tables/intermediate.db/idr_clusters").glob("*.parquet"))


def test_slice_is_built_over_spark_connect(root: Path, raw: Path, tmp_path: Path) -> None:
    with connect_server(tmp_path / "connect") as address:
        running = start(root, raw, tmp_path, "spark_connect", SLICE, DMP_SPARK_REMOTE=address)
        told, _ = running.communicate()
        assert running.returncode == 0, told[-6000:]
    assert list((tmp_path / "connect/tables/intermediate.db/int_sessions").glob("*.parquet"))
    assert not (tmp_path / "demo.lake").exists()


RENAME = """
import sys
from dbt_dmp.spark import session_of
lake = sys.argv[1]
settings = {
    "spark.master": "local[1]",
    "spark.sql.warehouse.dir": f"{lake}/tables",
    "spark.driver.extraJavaOptions": f'"-Dderby.system.home={lake}"',
    "spark.hadoop.javax.jdo.option.ConnectionURL": "jdbc:derby:;databaseName=metastore",
    "spark.ui.enabled": "false",
}
spark = session_of(type("Credentials", (), {"server_side_parameters": settings}))
spark.sql("alter table intermediate.int_events rename to intermediate.int_events__previous")
"""


def test_rewrite_that_was_killed_between_its_renames_is_restored(
    root: Path, raw: Path, place: tuple[Path, list[str]]
) -> None:
    folder, _ = place
    lake = folder / "demo.lake"
    table = lake / "tables/intermediate.db/int_events"
    kept = {file.name for file in table.glob("*.parquet")}
    done = subprocess.run(
        [sys.executable, "-c", RENAME, str(lake)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not table.exists()
    restore = "restore_interrupted_rewrites"
    project = yaml.safe_load((root / "dbt_project.yml").read_text("utf-8"))
    assert any(restore in hook for hook in project["on-run-start"])
    restoring = start(root, raw, folder, "spark_local", ["run-operation", restore])
    told, _ = restoring.communicate()
    assert restoring.returncode == 0, told[-6000:]
    assert "Restoring intermediate.int_events" in told
    assert {file.name for file in table.glob("*.parquet")} == kept
