{# A text in small letters, one for one: Spark alone has a second sigma for the end of a word, and two letters for a dotted capital I. #}
{% macro lower_case(expression) -%} {{ return(adapter.dispatch("lower_case", "dmp")(expression)) }} {%- endmacro %}

{% macro default__lower_case(expression) -%} lower(translate({{ expression }}, 'İΣ', 'iσ')) {%- endmacro %}

{% macro duckdb__lower_case(expression) -%} lower({{ expression }}) {%- endmacro %}
