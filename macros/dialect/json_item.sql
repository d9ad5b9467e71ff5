{# The JSON text of one item of a JSON list, counted from 0; null where there is none. #}
{% macro json_item(expression, place) -%}
    {{ return(adapter.dispatch("json_item", "dmp")(expression, place)) }}
{%- endmacro %}

{% macro default__json_item(expression, place) -%} get_json_object({{ expression }}, '$[{{ place }}]') {%- endmacro %}

{% macro duckdb__json_item(expression, place) -%}
    case when json_valid({{ expression }}) then json_extract_string({{ expression }}, '$[{{ place }}]') end
{%- endmacro %}
