"""The same models from a bucket, on a standalone cluster that loses a worker in the middle of the build."""

from pathlib import Path

from servers import standalone_cluster
from slices import BUILT, SLICE, start_dbt

LOST_AFTER = 5
# Paths of s3a:// through Hadoop, as with Amazon's connector, but its objects are files of this machine.
BUCKET = """
spark.hadoop.fs.s3a.impl org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme
spark.hadoop.fs.viewfs.overload.scheme.target.file.impl org.apache.hadoop.fs.LocalFileSystem
spark.hadoop.fs.viewfs.mounttable.shop-data.link./raw {folder}
"""


def test_slice_is_built_from_a_bucket_on_a_cluster_that_loses_a_worker(
    root: Path, raw: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "spark-defaults.conf").write_text(BUCKET.format(folder=raw.as_uri()))
    with standalone_cluster(tmp_path / "cluster") as cluster:
        running = start_dbt(
            root,
            "s3a://shop-data/raw",
            tmp_path,
            "spark_cluster",
            SLICE,
            DMP_SPARK_MASTER=cluster.address,
            DMP_SPARK_EXECUTOR_MEMORY="800m",
            SPARK_CONF_DIR=str(settings),
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
    assert built > 2 * LOST_AFTER, "lost too late to be missed"
    assert list(
        (tmp_path / "demo.lake/tables/intermediate.db/int_idr_components").glob("*.parquet")
    )
