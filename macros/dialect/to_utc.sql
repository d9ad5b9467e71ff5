{#
  An ISO 8601 text (year-month-day first) as a UTC timestamp without zone; null where it cannot be read. Both engines run with a UTC
  session, so a text without zone counts as UTC. The pattern keeps to one reading what each engine's cast completes in its own way: to
  Spark '2026' is its first day and '12:30' is today, to DuckDB '2026/01/31' is a day and 'infinity' an instant.
#}
{% macro to_utc(expression) -%}
    case
        when {{ matches(expression, "'^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}'") }}
        then {{ adapter.dispatch("cast_to_utc", "dmp")(expression) }}
    end
{%- endmacro %}

{% macro default__cast_to_utc(expression) -%} try_cast({{ expression }} as timestamp) {%- endmacro %}

{# DuckDB's plain cast to timestamp drops an offset in silence ('...12:00+02:00' became 12:00), hence the detour over the zoned type. #}
{% macro duckdb__cast_to_utc(expression) -%}
    cast(try_cast({{ expression }} as timestamp with time zone) as timestamp)
{%- endmacro %}
