{# The names of the columns of one Parquet file. #}
{% macro parquet_columns(file) %} {{ return(adapter.dispatch("parquet_columns", "dmp")(file)) }} {% endmacro %}

{% macro duckdb__parquet_columns(file) %}
    {% set described = run_query(
        "select name from parquet_schema("
        ~ path_text(file)
        ~ ") where num_children is null or num_children = 0"
    ) %}
    {{ return(described.columns[0].values() | list) }}
{% endmacro %}

{% macro spark__parquet_columns(file) %}
    {{ return(run_query("select * from parquet.`" ~ file ~ "` limit 0").column_names | list) }}
{% endmacro %}
