{#
  Whether a text contains a match of a regular expression (no backslashes: Spark reads them as escapes). A dot is any character, and a
  dollar is the end of the text alone: to Java it also stands before a last line break, so Spark sees another control character there.
#}
{% macro matches(expression, pattern) -%}
    {{ return(adapter.dispatch("matches", "dmp")(expression, pattern)) }}
{%- endmacro %}

{% macro default__matches(expression, pattern) -%}
    (translate({{ expression }}, '\n', '\u000b') rlike concat('(?d)', {{ pattern }}))
{%- endmacro %}

{% macro duckdb__matches(expression, pattern) -%} regexp_matches({{ expression }}, {{ pattern }}, 's') {%- endmacro %}
