{# A text without the separators of Unicode: blanks, also those that do not break or are narrow. #}
{% macro without_blanks(expression) -%}
    {{ return(adapter.dispatch("without_blanks", "dmp")(expression)) }}
{%- endmacro %}

{% macro default__without_blanks(expression) -%} regexp_replace({{ expression }}, '\\p{Z}', '') {%- endmacro %}

{% macro duckdb__without_blanks(expression) -%} regexp_replace({{ expression }}, '\p{Z}', '', 'g') {%- endmacro %}
