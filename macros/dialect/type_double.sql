{# A 64-bit floating point type (dbt.type_float() is 32-bit on DuckDB). #}
{% macro type_double() -%} double {%- endmacro %}
