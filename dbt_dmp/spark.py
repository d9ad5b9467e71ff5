"""Python models in the session of dbt-spark, and the files of a folder as Spark sees them.

pyspark is imported where a session is needed: dbt-spark alone can be installed without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dbt.adapters.base import PythonJobHelper, available
from dbt.adapters.spark import SparkAdapter

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SESSION = "session"


class SessionPythonJobHelper(PythonJobHelper):  # type: ignore[misc]  # dbt has no types
    """Runs the compiled code of a Python model in the Spark session that dbt's SQL runs in."""

    def __init__(self, parsed_model: dict[str, Any], credentials: Any) -> None:
        self._alias = parsed_model["alias"]
        self._credentials = credentials

    def submit(self, compiled_code: str) -> None:
        """Run the code; it ends by writing its table."""
        spark = session_of(self._credentials)
        program = compile(compiled_code.lstrip(), f"<dbt python model {self._alias}>", "exec")
        exec(program, {"spark": spark, "__name__": "dbt_python_model"})  # noqa: S102 - dbt's own code


def session_of(credentials: Any) -> SparkSession:
    """Return the session that the profile describes, as dbt-spark's cursor makes it."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - see above

    builder = SparkSession.builder.enableHiveSupport()
    for name, value in credentials.server_side_parameters.items():
        builder = builder.config(name, value)
    spark: SparkSession = builder.getOrCreate()
    if ".connect." in type(spark).__module__:
        # dbt works in threads and Connect's active session is one of the thread: without it,
        # pyspark.ml ends in a bare AssertionError.
        type(spark)._set_default_and_active_session(spark)
    return spark


def folder_files(self: Any, path: str) -> list[str]:
    """List the files of a folder, sorted, without hidden ones; none where there is no folder."""
    from pyspark.errors import AnalysisException  # noqa: PLC0415 - see above

    spark = session_of(self.config.credentials)
    try:
        found = spark.read.format("binaryFile").load(path).select("path").collect()
    except AnalysisException as error:
        if error.getCondition() == "PATH_NOT_FOUND":
            return []
        raise
    return sorted(str(row["path"]) for row in found)


def extend_spark_adapter() -> None:
    """Add `adapter.folder_files`, and the session to the ways in which dbt-spark runs Python."""
    helpers = SparkAdapter.python_submission_helpers.fget
    default = SparkAdapter.default_python_submission_method.fget

    def with_session(self: Any) -> dict[str, Any]:
        return {**helpers(self), SESSION: SessionPythonJobHelper}

    def session_by_default(self: Any) -> str:
        return SESSION if self.config.credentials.method == SESSION else str(default(self))

    SparkAdapter.python_submission_helpers = property(with_session)
    SparkAdapter.default_python_submission_method = property(session_by_default)
    SparkAdapter.folder_files = available(folder_files)
    SparkAdapter._available_ |= {"folder_files"}
