{# Elapsed days from one instant to another as a double, fractions included. #}
{% macro days_between(earlier, later) -%} ({{ seconds_between(earlier, later) }} / 86400) {%- endmacro %}
