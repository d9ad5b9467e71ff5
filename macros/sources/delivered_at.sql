{# When a delivered row arrived: its sync instant or, where that cannot be read, the day in its file's name. #}
{% macro delivered_at(column) -%}
    coalesce({{ read_timestamp(column) }}, try_cast(_delivery as timestamp))
{%- endmacro %}
