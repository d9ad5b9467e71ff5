{# Whether a text contains a match of a regular expression (no backslashes: Spark reads them as escapes). #}
{% macro matches(expression, pattern) -%}
    {{ return(adapter.dispatch("matches", "dmp")(expression, pattern)) }}
{%- endmacro %}

{% macro default__matches(expression, pattern) -%} ({{ expression }} rlike {{ pattern }}) {%- endmacro %}

{% macro duckdb__matches(expression, pattern) -%} regexp_matches({{ expression }}, {{ pattern }}) {%- endmacro %}
