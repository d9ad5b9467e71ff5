{# A text read as an instant in one strptime format; null where it does not fit. #}
{% macro timestamp_in_format(expression, format) -%}
    {{ return(adapter.dispatch("timestamp_in_format", "dmp")(expression, format)) }}
{%- endmacro %}

{% macro default__timestamp_in_format(expression, format) -%}
    {%- set pattern = (
        format
        | replace("%d", "d")
        | replace("%m", "M")
        | replace("%Y", "yyyy")
        | replace("%H", "H")
        | replace("%M", "m")
        | replace("%S", "s")
    ) -%}
    cast(try_to_timestamp({{ expression }}, '{{ pattern }}') as timestamp)
{%- endmacro %}

{% macro duckdb__timestamp_in_format(expression, format) -%}
    try_strptime({{ expression }}, '{{ format }}')
{%- endmacro %}
