{# A Python text as a SQL literal; to Spark a backslash is an escape. #}
{% macro text_literal(text) -%} {{ return(adapter.dispatch("text_literal", "dmp")(text)) }} {%- endmacro %}

{% macro default__text_literal(text) -%}
    {{ return(dbt.string_literal(dbt.escape_single_quotes(text | replace("\\", "\\\\")))) }}
{%- endmacro %}

{% macro duckdb__text_literal(text) -%} {{ return(dbt.string_literal(dbt.escape_single_quotes(text))) }} {%- endmacro %}
