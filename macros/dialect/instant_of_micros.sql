{# An instant (UTC) from a whole number of microseconds since 1970. #}
{% macro instant_of_micros(expression) -%}
    {{ return(adapter.dispatch("instant_of_micros", "dmp")(expression)) }}
{%- endmacro %}

{% macro default__instant_of_micros(expression) -%} timestamp_micros({{ expression }}) {%- endmacro %}

{% macro duckdb__instant_of_micros(expression) -%} make_timestamp({{ expression }}) {%- endmacro %}
