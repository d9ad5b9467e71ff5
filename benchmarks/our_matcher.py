"""Our matcher in a process of its own: `python -m benchmarks.our_matcher WORK`.

WORK is a folder that benchmarks.million has prepared; the clusters go to WORK/our_matcher.parquet (record_id, cluster).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.identity import project_in
from dmp.identity.fellegi_sunter import learn
from dmp.identity.training import SAMPLES, keep
from dmp.main_job import Dbt
from dmp.warehouse import reading, writing

PREPARED = ("+int_idr_limits", "+int_idr_match_records", "+int_idr_match_weights")
MATCHING = (
    *("int_idr_terms", "int_idr_block_keys", "int_idr_pairs", "int_idr_pair_levels"),
    *("int_idr_match_weights", "int_idr_pairs_scored", "int_idr_edges_prob"),
    "int_idr_clusters_prob",
)
CLUSTERS = """
select records.record_id, coalesce(likely.component, records.node_id) as cluster
from intermediate.int_idr_match_records as records
left join intermediate.int_idr_clusters_prob as likely using (node_id)
"""


def build(work: Path, select: Sequence[str]) -> None:
    """Build models of the work folder, without tests; with the samples enabled, so that one parse serves all."""
    done = Dbt(project_in(work, "demo"), variables={"idr_training": True}).build(
        select,
        with_tests=False,
    )
    if not done.is_good:
        raise SystemExit(f"The build failed; its log is in {work}/logs.")


def main(work: Path) -> None:
    """Train as `dmp identity train` does, then build the models of likely matches."""
    project = project_in(work, "demo")
    build(work, [SAMPLES])
    with writing(project.warehouse) as warehouse:
        patterns = warehouse.sql(f"from intermediate.{SAMPLES}").df()
        levels_version = patterns.pop("levels_version").iloc[0]
        now = datetime.now(UTC)
        keep(warehouse, learn(patterns), levels_version, distances="native", now=now)
    build(work, ["ops_match_weights", *MATCHING])
    with reading(project.warehouse) as warehouse:
        warehouse.execute(f"copy ({CLUSTERS}) to '{work}/our_matcher.parquet'")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
