"""What dbt lacks on open-source Spark, added when dbt starts.

dbt-core imports every installed module whose name begins with `dbt_` (its plugin interface, marked
experimental; a test watches it). Where dbt-spark is installed, this one lets Python models run in
the Spark session of the `session` method, which dbt-spark itself can only hand to Databricks, lets
macros list the files of a folder, and refuses an engine that cannot be reached in one sentence.
Without dbt-spark it does nothing.
"""

from importlib.util import find_spec

if find_spec("dbt.adapters.spark") is not None:
    from dbt_dmp.engine import check_engine_first
    from dbt_dmp.spark import extend_spark_adapter

    extend_spark_adapter()
    check_engine_first()
