"""When things run."""

from __future__ import annotations

import dagster as dg

EVERYTHING = dg.define_asset_job(
    name="build_and_publish",
    selection=dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks(),
    description="The main job: build and check the whole dataset, then publish its marts.",
)

DAILY = dg.ScheduleDefinition(
    name="daily",
    job=EVERYTHING,
    cron_schedule="0 5 * * *",
    execution_timezone="UTC",
    description="The main job every morning, when the deliveries of the day before are there.",
)
