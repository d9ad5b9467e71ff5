{# Day of the week of a date by ISO 8601: 1 is Monday, 7 is Sunday. #}
{% macro weekday(day) -%} {{ return(adapter.dispatch("weekday", "dmp")(day)) }} {%- endmacro %}

{% macro default__weekday(day) -%} (weekday({{ day }}) + 1) {%- endmacro %}

{% macro duckdb__weekday(day) -%} cast(isodow({{ day }}) as integer) {%- endmacro %}
