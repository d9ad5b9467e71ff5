{# Whether a text is well-formed JSON; null stays null. #}
{% macro is_json(expression) -%} {{ return(adapter.dispatch("is_json", "dmp")(expression)) }} {%- endmacro %}

{% macro default__is_json(expression) -%} (get_json_object({{ expression }}, '$') is not null) {%- endmacro %}

{% macro duckdb__is_json(expression) -%} json_valid({{ expression }}) {%- endmacro %}
