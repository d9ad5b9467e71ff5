{#
  An ISO 8601 text as a UTC timestamp without zone; null where it cannot be read. Year-month-day, and if it has a time, T or a blank, hours
  and minutes at least; a zone is an offset, Z or UTC. Both engines run with a UTC session, so a text without zone counts as UTC.
  The pattern keeps to one reading what each engine's cast completes in its own way: to Spark '2026' is its first day and '12:30' is
  today, to DuckDB 'infinity' is an instant and 24:00 tomorrow.
#}
{% macro to_utc(expression) -%}
    {%- set day = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}" -%}
    {%- set hour = "([01]?[0-9]|2[0-3])" -%}
    {%- set zone = " ?(Z|UTC|[+-](0[0-9]|1[0-3])(:?[0-5][0-9])?|[+-]14(:?00)?)" -%}
    case
        when
            {{
                matches(
                    expression,
                    "'^" ~ day ~ "([T ]" ~ hour ~ ":[0-5]?[0-9](:[0-5]?[0-9]([.][0-9]{0,9})?(" ~ zone ~ ")?)?)?$'",
                )
            }}
        then {{ adapter.dispatch("cast_to_utc", "dmp")(zone_attached(expression)) }}
        when {{ matches(expression, "'^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9]" ~ zone ~ "$'") }}
        then {{ adapter.dispatch("cast_to_utc", "dmp")(zone_attached(seconds_added(expression))) }}
    end
{%- endmacro %}

{# '... +02:00' and '... UTC' without the blank, and Z for UTC: what the casts of both engines read. #}
{% macro zone_attached(expression) -%}
    replace(replace(replace(replace({{ expression }}, 'UTC', 'Z'), ' Z', 'Z'), ' +', '+'), ' -', '-')
{%- endmacro %}

{# '...T12:30+02:00' as '...T12:30:00+02:00': Spark reads no zone behind minutes. #}
{% macro seconds_added(expression) -%}
    substr({{ expression }}, 1, 16) || ':00' || substr({{ expression }}, 17)
{%- endmacro %}

{% macro default__cast_to_utc(expression) -%} try_cast({{ expression }} as timestamp) {%- endmacro %}

{# DuckDB's plain cast to timestamp drops an offset in silence ('...12:00+02:00' became 12:00), hence the detour over the zoned type. #}
{% macro duckdb__cast_to_utc(expression) -%}
    cast(try_cast({{ expression }} as timestamp with time zone) as timestamp)
{%- endmacro %}
