{# A whole number as bigint; '3.7' is not one, '3.0' is. #}
{% macro read_integer(column) -%}
    {%- set text = clean_text(column) -%}
    case when {{ matches(text, "'^-?[0-9]+([.]0+)?$'") }} then try_cast(split_part({{ text }}, '.', 1) as bigint) end
{%- endmacro %}
