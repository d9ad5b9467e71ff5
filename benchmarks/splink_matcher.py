"""Splink over the same records, in a process of its own: `python -m benchmarks.splink_matcher WORK`.

WORK is a folder that benchmarks.million has prepared; clusters go to WORK/splink_matcher.parquet (record_id, cluster).
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

# as Splink's own examples cluster
THRESHOLD = 0.95
# In training, at random and of one strong value: a hundred thousand people alone make 45 million pairs
# of one birth date. Splink bounds them only when it is told to.
MOST_PAIRS = 1e6


def main(work: Path) -> None:
    """Train, predict and cluster as Splink's documentation does for persons, on pairs of the same blocks."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect(str(work / "splink.duckdb"), config={"threads": 2}) as connection:
        connection.execute(f"create table records as from '{work}/records.parquet'")
        described = connection.execute("describe records").fetchall()
        keys = [name for name, *_ in described if name.startswith("key_")]
        settings = SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="record_id",
            blocking_rules_to_generate_predictions=[block_on(key) for key in keys],
            comparisons=[
                cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
                cl.NameComparison("family_name").configure(term_frequency_adjustments=True),
                cl.DateOfBirthComparison("birth_day", input_is_string=True),
                cl.EmailComparison("email"),
                cl.LevenshteinAtThresholds("phone", 1),
                cl.JaroWinklerAtThresholds("street", 0.92),
                cl.LevenshteinAtThresholds("postal_code", 1).configure(
                    term_frequency_adjustments=True
                ),
                cl.JaroWinklerAtThresholds("city", 0.88).configure(term_frequency_adjustments=True),
            ],
        )
        engine = DuckDBAPI(connection=connection)
        linker = Linker(engine.register("records"), settings)
        linker.training.estimate_probability_two_random_records_match(
            [block_on("email"), block_on("given_name", "family_name", "birth_day")], recall=0.7
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=MOST_PAIRS)
        for rule in (block_on("given_name", "family_name"), block_on("birth_day")):
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, max_pairs=MOST_PAIRS
            )
        pairs = linker.inference.predict(threshold_match_probability=0.8)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=THRESHOLD
        )
        connection.execute(
            f"copy (select record_id, cluster_id as cluster from {clusters.physical_name})"
            f" to '{work}/splink_matcher.parquet'"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
