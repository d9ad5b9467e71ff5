"""Python models in the session of dbt-spark, and what macros ask Spark that SQL cannot.

pyspark is imported where a session is needed: dbt-spark alone can be installed without it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from posixpath import normpath
from typing import Any
from urllib.parse import unquote

from dbt.adapters.base import PythonJobHelper, available
from dbt.adapters.spark import SparkAdapter
from dbt_common.exceptions import DbtRuntimeError

from dbt_dmp.session import session_with
from dbt_dmp.unfinished import condition_of, healing

SESSION = "session"
_CATALOGUE_WITHOUT_JAR = re.compile(
    r"Cannot find catalog plugin class for catalog '?([\w.]+)'?: ([\w.$]*\w)"
)
_NO_CONNECTOR = re.compile(r"ClassNotFoundException|No FileSystem for scheme")
CONNECTORS = {
    "s3a": "org.apache.hadoop:hadoop-aws",
    "abfss": "org.apache.hadoop:hadoop-azure",
    "gs": "com.google.cloud.bigdataoss:gcs-connector",
}


class SessionPythonJobHelper(PythonJobHelper):  # type: ignore[misc]  # dbt has no types
    """Runs the compiled code of a Python model in the Spark session that dbt's SQL runs in."""

    def __init__(self, parsed_model: dict[str, Any], credentials: Any) -> None:
        self._alias = parsed_model["alias"]
        self.server_side_parameters = credentials.server_side_parameters

    @healing
    def submit(self, compiled_code: str) -> None:
        """Run the code; it ends by writing its table."""
        # of pandas on Spark: dbt's wrapper around a model imports it, and no model uses it
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        spark = session_with(self.server_side_parameters)
        program = compile(compiled_code.lstrip(), f"<dbt python model {self._alias}>", "exec")
        exec(program, {"spark": spark, "__name__": "dbt_python_model"})  # noqa: S102 - dbt's own code


def folder_files(self: Any, path: str) -> list[str]:
    """List the files of a folder, sorted, without hidden ones; none where there is no folder.

    From Spark's index of the folder: reading would pass over files that are empty.
    """
    from pyspark.errors import AnalysisException  # noqa: PLC0415 - see above

    spark = session_with(self.config.credentials.server_side_parameters)
    try:
        found = spark.read.format("binaryFile").load(path).inputFiles()
    except AnalysisException as error:
        if condition_of(error) == "PATH_NOT_FOUND":
            return []
        raise
    except Exception as error:  # py4j's own, or Connect's
        scheme = path.partition("://")[0]
        if _NO_CONNECTOR.search(str(error)) and scheme in CONNECTORS:
            raise DbtRuntimeError(
                f"Spark cannot read {path}: no jar on the classpath knows {scheme}://. Name"
                f" {CONNECTORS[scheme]}, in the release of Spark's Hadoop, in spark.jars.packages"
                " (in spark-defaults.conf, in the folder SPARK_CONF_DIR)."
            ) from None
        raise
    # the path may be relative, to where Spark runs; files in folders below it are not the folder's
    folder = normpath(path.rpartition("://")[2].removeprefix("file:")).rpartition("../")[2]
    files = (unquote(file).removeprefix("file://") for file in found)
    return sorted(file for file in files if file.rpartition("/")[0].endswith(folder))


def has_table_format(self: Any, name: str) -> bool:
    """Tell whether Spark can load a format of this name: built in, or from a jar that it found."""
    spark = session_with(self.config.credentials.server_side_parameters)
    try:
        _ = spark.read.format(name).load("/nowhere").schema  # Connect looks for it only now
    except Exception as error:  # one that is there complains of the path, each in its own way
        return "DATA_SOURCE_NOT_FOUND" not in str(error)
    return True


def naming_the_missing_jar(list_schemas: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap dbt's first question to Spark, at which a catalogue without its jar comes to light.

    Spark's own words about it are a sentence and eighty lines of Java.
    """

    def explained(self: Any, database: Any) -> Any:
        try:
            return list_schemas(self, database)
        except DbtRuntimeError as error:
            missing = _CATALOGUE_WITHOUT_JAR.search(str(error))
            if missing is None:
                raise
            raise DbtRuntimeError(
                f"Spark's catalogue '{missing[1]}' is set to {missing[2]}, but no jar on the"
                " classpath holds it: name the runtime jar of the table format in spark.jars or"
                " spark.jars.packages, or remove the setting."
            ) from None

    return explained


def extend_spark_adapter() -> None:
    """Add two questions, the session as a way to run Python, and healing after a killed run."""
    helpers = SparkAdapter.python_submission_helpers.fget
    default = SparkAdapter.default_python_submission_method.fget

    def with_session(self: Any) -> dict[str, Any]:
        return {**helpers(self), SESSION: SessionPythonJobHelper}

    def session_by_default(self: Any) -> str:
        return SESSION if self.config.credentials.method == SESSION else str(default(self))

    SparkAdapter.python_submission_helpers = property(with_session)
    SparkAdapter.default_python_submission_method = property(session_by_default)
    SparkAdapter.list_schemas = naming_the_missing_jar(SparkAdapter.list_schemas)
    SparkAdapter.folder_files = available(folder_files)
    SparkAdapter.has_table_format = available(has_table_format)
    SparkAdapter._available_ |= {"folder_files", "has_table_format"}
    if find_spec("pyspark") is not None:
        from dbt.adapters.spark.session import Cursor  # noqa: PLC0415 - see above

        Cursor.execute = healing(Cursor.execute)
