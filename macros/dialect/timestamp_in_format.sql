{# A text read as an instant in one strptime format of digits, and of AM and PM; null where it does not fit as a whole. #}
{% macro timestamp_in_format(expression, format) -%}
    {%- set pattern = namespace(text=format | replace(".", "[.]") | replace("%Y", "[0-9]{4}")) -%}
    {%- for part in ("%d", "%m", "%H", "%M", "%S") -%}
        {%- set pattern.text = pattern.text | replace(part, "[0-9]{1,2}") -%}
    {%- endfor -%}
    {#- a clock of twelve hours has no 0 and no 13 -#}
    {%- set pattern.text = pattern.text | replace("%I", "(0?[1-9]|1[0-2])") | replace("%p", "[AaPp][Mm]") -%}
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
        | replace("%I", "h")
        | replace("%p", "a")
        | replace("%M", "m")
        | replace("%S", "s")
    ) -%}
    cast(
        try_to_timestamp(
            {{ "upper(" ~ expression ~ ")" if "%p" in format else expression }}, '{{ pattern }}'
        ) as timestamp
    )
{%- endmacro %}

{% macro duckdb__timestamp_in_format(expression, format) -%}
    try_strptime({{ expression }}, '{{ format }}')
{%- endmacro %}
