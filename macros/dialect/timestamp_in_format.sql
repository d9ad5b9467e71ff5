{# A text read as an instant in one strptime format of digits; null where it does not fit as a whole. #}
{% macro timestamp_in_format(expression, format) -%}
    {%- set pattern = namespace(text=format | replace(".", "[.]") | replace("%Y", "[0-9]{4}")) -%}
    {%- for part in ("%d", "%m", "%H", "%M", "%S") -%}
        {%- set pattern.text = pattern.text | replace(part, "[0-9]{1,2}") -%}
    {%- endfor -%}
    case
        when {{ matches(expression, "'^" ~ pattern.text ~ "$'") }}
        then {{ adapter.dispatch("timestamp_in_format", "dmp")(expression, format) }}
    end
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
