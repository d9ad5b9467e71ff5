{# One row per part of a delimited text; belongs alone in a select list. #}
{% macro split_to_rows(expression, delimiter) -%}
    {{ return(adapter.dispatch("split_to_rows", "dmp")(expression, delimiter)) }}
{%- endmacro %}

{% macro default__split_to_rows(expression, delimiter) -%}
    explode(split({{ expression }}, '[{{ delimiter }}]'))
{%- endmacro %}

{% macro duckdb__split_to_rows(expression, delimiter) -%}
    unnest(string_split({{ expression }}, '{{ delimiter }}'))
{%- endmacro %}
