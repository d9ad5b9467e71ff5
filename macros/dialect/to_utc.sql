{#
  A text instant as a UTC timestamp without zone; null where it cannot be read.
  DuckDB's plain cast to timestamp drops an offset in silence ('...12:00+02:00' became 12:00), hence the detour
  over the zoned type; both engines run with a UTC session, so a text without zone counts as UTC.
#}
{% macro to_utc(expression) -%} {{ return(adapter.dispatch("to_utc", "dmp")(expression)) }} {%- endmacro %}

{% macro default__to_utc(expression) -%} try_cast({{ expression }} as timestamp) {%- endmacro %}

{% macro duckdb__to_utc(expression) -%}
    cast(try_cast({{ expression }} as timestamp with time zone) as timestamp)
{%- endmacro %}
