{# A JSON text kept only when it is well formed. #}
{% macro read_json(column) -%}
    case when {{ is_json(clean_text(column)) }} then {{ clean_text(column) }} end
{%- endmacro %}
