{#
  Config of a model that keeps its rows between builds: `{{ "{{ config(**upsert(key=['source', 'event_id'], rows_of='input__events')) }}" }}`.
  The model selects its new and changed rows (see except_kept); they replace the kept rows of the same key, and kept rows whose key is
  no longer in the model `rows_of` are deleted, so nothing has to remember what a late delivery, a merge or an erasure took away.
#}
{% macro upsert(key, rows_of) %} {{ return(adapter.dispatch("upsert", "dmp")(key, rows_of)) }} {% endmacro %}

{% macro duckdb__upsert(key, rows_of) %}
    {{
        return(
            {
                "materialized": "incremental",
                "incremental_strategy": "delete+insert",
                "unique_key": key,
                "on_schema_change": "fail",
                "post_hook": "{{ delete_rows_gone_from(this, ref('" ~ rows_of ~ "'), " ~ key ~ ") }}",
            }
        )
    }}
{% endmacro %}

{#
  A table format (Iceberg, Delta) merges. Plain Parquet cannot change a row: there the strategy `rewrite` (macros/spark) writes the whole
  table anew beside the old one and changes their names.
#}
{% macro spark__upsert(key, rows_of) %}
    {% if table_format() in ("iceberg", "delta") %}
        {{
            return(
                {
                    "materialized": "incremental",
                    "incremental_strategy": "merge",
                    "unique_key": key,
                    "on_schema_change": "fail",
                    "post_hook": "{{ delete_rows_gone_from(this, ref('" ~ rows_of ~ "'), " ~ key ~ ") }}",
                }
            )
        }}
    {% endif %}
    {{
        return(
            {
                "materialized": "incremental",
                "incremental_strategy": "rewrite",
                "unique_key": key,
                "on_schema_change": "fail",
                "meta": {"rows_of": rows_of},
            }
        )
    }}
{% endmacro %}

{# The format of the tables on Spark: parquet, iceberg or delta. #}
{% macro table_format() %} {{ return(env_var("DMP_TABLE_FORMAT", "") or "parquet") }} {% endmacro %}
