"""A dbt project with the house's dialect and nothing else: what a macro says, it must say on every engine."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = """
name: dmp
profile: dmp
version: "0.1.0"
config-version: 2
model-paths: [models]
macro-paths: [macros]
vars: {idr_distances: portable, late: false}
flags: {send_anonymous_usage_stats: false, use_colors: false}
models: {dmp: {+schema: marts, +materialized: table, +file_format: parquet}}
"""
SAMPLES = """
select
    pairs.one,
    {{ edit_distance("pairs.one", "pairs.other") }} as distance,
    {{ string_similarity("pairs.one", "pairs.other") }} as similarity,
    {{ weekday("cast(pairs.day as date)") }} as weekday
from (
    values
        ('martha', 'marhta', '2026-11-22'),
        ('dixon', 'dicksonx', '2026-11-23'),
        ('', '', '2024-02-29'),
        (null, 'a', null)
) as pairs (one, other, day)
"""
ARRIVALS = """
{{ config(event_time="seen_at") }}
select item, cast(day as date) as seen_on, cast(day || ' ' || hour as timestamp) as seen_at
from (
    values ('a', '2026-01-01', '00:00:00'), ('b', '2026-01-01', '23:59:59'), ('c', '2026-01-03', '12:00:00')
    {% if var("late") %} , ('d', '2026-01-01', '08:00:00'), ('e', '2026-01-03', '08:00:00')
    {% else %} , ('f', '2026-01-02', '08:00:00')
    {% endif %}
) as arrivals (item, day, hour)
"""
KEPT = """
{{ config(**microbatch("seen_at", "seen_on", "2026-01-01")) }}
select * from {{ ref("arrivals") }}
"""
# what SAMPLES must say on every engine: one, distance, similarity, weekday
SAID = {
    ("martha", 2, 0.6667, 7),
    ("dixon", 4, 0.5, 1),
    ("", 0, 1.0, 4),
    (None, None, None, None),
}
ALL_DAYS = ["--event-time-start", "2026-01-01", "--event-time-end", "2026-01-04"]
TWO_DAYS = ["--event-time-start", "2026-01-01", "--event-time-end", "2026-01-03"]
LATE = ["--vars", "late: true"]
# KEPT after ALL_DAYS and then, late, TWO_DAYS: d came late, the second day is empty now, the third was not looked at
ITEMS = {"a", "b", "c", "d"}


def make_dialect_project(folder: Path) -> Path:
    """Write the project into `folder`, with the house's profiles, and return it."""
    (folder / "models").mkdir(parents=True)
    for name, text in {"samples": SAMPLES, "arrivals": ARRIVALS, "kept": KEPT}.items():
        (folder / f"models/{name}.sql").write_text(text)
    (folder / "dbt_project.yml").write_text(PROJECT)
    for name in ("dialect", "incremental", "schema", "spark"):
        shutil.copytree(ROOT / "macros" / name, folder / "macros" / name)
    shutil.copy(ROOT / "profiles.yml", folder)
    return folder
