"""What macros need and dbt lacks, added when dbt starts.

dbt-core imports every installed module whose name begins with `dbt_` (its plugin interface, marked
experimental; a test watches it). This one lets macros ask about the settings of identity on both
engines. Where dbt-spark is installed, it also lets Python models run in the Spark session of the
`session` method, which dbt-spark itself can only hand to Databricks, lets macros list the files of
a folder, and refuses an engine that cannot be reached in one sentence.
"""

from importlib.util import find_spec

from dbt_dmp.settings import add_questions

if find_spec("dbt.adapters.duckdb") is not None:
    from dbt.adapters.duckdb.impl import DuckDBAdapter

    add_questions(DuckDBAdapter)

if find_spec("dbt.adapters.spark") is not None:
    from dbt.adapters.spark import SparkAdapter

    from dbt_dmp.engine import check_engine_first
    from dbt_dmp.spark import extend_spark_adapter

    add_questions(SparkAdapter)
    extend_spark_adapter()
    check_engine_first()
