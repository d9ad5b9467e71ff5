"""The main job: build one dataset with dbt and publish it when everything was good."""

from dmp.main_job.dbt import NO_UNIT_TESTS, Dbt, shortened
from dmp.main_job.deliveries import check_deliveries
from dmp.main_job.failures import describe, first_failures
from dmp.main_job.job import BuildOptions, build
from dmp.main_job.landing import (
    check_adapters_have_tables,
    land_files,
    land_new_deliveries,
    landed_tables,
)
from dmp.main_job.stream import Stream
from dmp.main_job.variables import read_variables

__all__ = [
    "NO_UNIT_TESTS",
    "BuildOptions",
    "Dbt",
    "Stream",
    "build",
    "check_adapters_have_tables",
    "check_deliveries",
    "describe",
    "first_failures",
    "land_files",
    "land_new_deliveries",
    "landed_tables",
    "read_variables",
    "shortened",
]
