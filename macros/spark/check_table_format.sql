{#
  Refuses a table format that Spark cannot load, before any table is touched. Iceberg and Delta are jars of their own, and each needs a
  few settings beside its jar: both belong to the cluster, so they come from its configuration, not from this project.
#}
{% macro check_table_format() %} {{ return(adapter.dispatch("check_table_format", "dmp")()) }} {% endmacro %}

{% macro default__check_table_format() %} {% endmacro %}

{# The method comes from dbt_dmp; parquet is part of Spark. #}
{% macro spark__check_table_format() %}
    {% set format = table_format() %}
    {% if execute and flags.WHICH != "compile" and format != "parquet" and not adapter.has_table_format(format) %}
        {% do exceptions.raise_compiler_error(
            "DMP_TABLE_FORMAT is "
            ~ format
            ~ ", but Spark finds no such format: the jar of its runtime is missing on the classpath. Name it in spark.jars or spark.jars.packages (in spark-defaults.conf, in the folder SPARK_CONF_DIR), or set DMP_TABLE_FORMAT to parquet."
        ) %}
    {% endif %}
{% endmacro %}
