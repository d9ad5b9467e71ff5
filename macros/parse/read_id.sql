{# An id that software took for a number with a point: '17850.0' is '17850'. #}
{% macro read_id(column) -%}
    {%- set text = clean_text(column) -%}
    case when {{ matches(text, "'^[0-9]+[.]0+$'") }} then split_part({{ text }}, '.', 1) else {{ text }} end
{%- endmacro %}
