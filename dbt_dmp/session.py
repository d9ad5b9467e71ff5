"""The Spark session that a profile of the session method describes.

pyspark is imported where a session is needed: dbt-spark alone can be installed without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def session_with(parameters: Mapping[str, str]) -> SparkSession:
    """Return the session with a profile's server_side_parameters, as dbt-spark's cursor makes it."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - see above

    builder = SparkSession.builder.enableHiveSupport()
    for name, value in parameters.items():
        builder = builder.config(name, value)
    spark: SparkSession = builder.getOrCreate()
    if ".connect." in type(spark).__module__:
        # dbt works in threads and Connect's active session is one of the thread: without it,
        # pyspark.ml ends in a bare AssertionError.
        type(spark)._set_default_and_active_session(spark)
    return spark
