{#
  Incremental models on plain Parquet, which has neither merge nor delete: dbt-spark's two entry points, taught one more strategy. Their
  insert_overwrite and microbatch are allowed with partitions only: without, they replace the whole table by the increment.
#}
{% macro dbt_spark_validate_get_incremental_strategy(raw_strategy, file_format) %}
    {% if raw_strategy in ("insert_overwrite", "microbatch") and not config.get("partition_by") %}
        {% do exceptions.raise_compiler_error(
            "Model "
            ~ model.name
            ~ ": "
            ~ raw_strategy
            ~ " without partition_by would replace the table by its increment. Give it partition_by (see microbatch()), or use upsert()."
        ) %}
    {% elif raw_strategy == "merge" and file_format not in ("iceberg", "delta", "hudi") %}
        {% do exceptions.raise_compiler_error(
            "Model "
            ~ model.name
            ~ ": merge needs a table format; set DMP_TABLE_FORMAT to iceberg or delta, or use upsert()."
        ) %}
    {% elif raw_strategy not in ("append", "merge", "insert_overwrite", "microbatch", "rewrite") %}
        {% do exceptions.raise_compiler_error(
            "Model " ~ model.name ~ ": Spark knows no incremental strategy " ~ raw_strategy ~ ". Use upsert()."
        ) %}
    {% endif %}
    {{ return(raw_strategy) }}
{% endmacro %}

{% macro dbt_spark_get_incremental_sql(strategy, source, target, existing, unique_key, incremental_predicates) %}
    {%- if strategy == "append" -%} {{ get_insert_into_sql(source, target) }}
    {%- elif strategy == "insert_overwrite" -%} {{ get_insert_overwrite_sql(source, target, existing) }}
    {%- elif strategy == "microbatch" -%} {{ replace_day(source, target, existing) }}
    {%- elif strategy == "merge" -%} {{ get_merge_sql(target, source, unique_key, none, incremental_predicates) }}
    {%- else -%} {{ rewrite_table(source, target, unique_key, ref(config.get("meta")["rows_of"])) }}
    {%- endif -%}
{% endmacro %}

{#
  Replaces the day of this batch: its partition goes first, for overwriting with no rows replaces nothing. A row whose day is not that of its
  instant would replace the partition of another day, so it is refused; only the first batch, which makes the table, does not come through here.
#}
{% macro replace_day(source, target, existing) %}
    {%- set day, time = config.get("partition_by")[0], config.get("event_time") -%}
    {%- set strays = "select count(*) from " ~ source ~ " where not (" ~ day ~ " <=> cast(" ~ time ~ " as date))" -%}
    {%- set n_strays = run_query(strays).columns[0].values()[0] -%}
    {% if n_strays %}
        {% do exceptions.raise_compiler_error(
            "Model "
            ~ model.name
            ~ ": in "
            ~ n_strays
            ~ " rows "
            ~ day
            ~ " is not the date (UTC) of "
            ~ time
            ~ "; they would replace the rows of another day. Make it cast("
            ~ time
            ~ " as date)."
        ) %}
    {% endif %}
    {%- set start = (model.batch.event_time_start | string)[:10] -%}
    {% do run_query("alter table " ~ target ~ " drop if exists partition (" ~ day ~ " = date '" ~ start ~ "')") %}
    {{ get_insert_overwrite_sql(source, target, existing) }}
{% endmacro %}

{#
  Writes beside `target` what it shall hold: the rows of `source`, and the kept rows whose key is neither in `source` nor gone from
  `origin`. `source` is a view of the whole model and read twice: the cache computes it once. Then the names change: the old table steps
  aside, the new one takes its name. A run killed between the two leaves the old table under the name restore_interrupted_rewrites looks
  for.
#}
{% macro rewrite_table(source, target, key, origin) %}
    {%- set next = beside(target, "next") -%}
    {%- set previous = beside(target, "previous") -%}
    {%- set columns = adapter.get_columns_in_relation(target) | map(attribute="name") | join(", ") -%}
    {% do run_query("drop table if exists " ~ next) %}
    {% do run_query("drop table if exists " ~ previous) %}
    {% do run_query("cache table " ~ source) %}
    {% do run_query(
        "create table "
        ~ next
        ~ " using parquet as select "
        ~ columns
        ~ " from "
        ~ target
        ~ " as kept where not exists (select 1 from "
        ~ source
        ~ " as arrived where "
        ~ same_key("arrived", "kept", key)
        ~ ") and exists (select 1 from "
        ~ origin
        ~ " as origin where "
        ~ same_key("origin", "kept", key)
        ~ ") union all select "
        ~ columns
        ~ " from "
        ~ source
    ) %}
    {% do run_query("uncache table " ~ source) %}
    {% do run_query("alter table " ~ target ~ " rename to " ~ previous) %}
    {% do run_query("alter table " ~ next ~ " rename to " ~ target) %}
    drop table {{ previous }}
{% endmacro %}

{% macro beside(relation, suffix) %}
    {{ return(relation.incorporate(path={"identifier": relation.identifier ~ "__" ~ suffix}, type="table")) }}
{% endmacro %}

{% macro same_key(one, other, key) -%}
    {% for column in key %}
        {{ one }}.{{ column }} = {{ other }}.{{ column }}{{ " and " if not loop.last }}
    {% endfor %}
{%- endmacro %}
