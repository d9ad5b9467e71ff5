{#
  The text of one key of a JSON text; null when the key is absent. What is no JSON is read by each engine in its own way (Spark also reads
  single quotes, say): raw texts pass read_json first.
  A number with a point keeps its value, not its spelling (1.2345678E7 on Spark), so it goes through read_decimal.
#}
{% macro json_text(expression, key) -%}
    {{ return(adapter.dispatch("json_text", "dmp")(expression, key)) }}
{%- endmacro %}

{% macro default__json_text(expression, key) -%} get_json_object({{ expression }}, '$.{{ key }}') {%- endmacro %}

{# DuckDB raises on malformed JSON where Spark gives null: the guard makes both give null. #}
{% macro duckdb__json_text(expression, key) -%}
    case when json_valid({{ expression }}) then json_extract_string({{ expression }}, '$.{{ key }}') end
{%- endmacro %}
