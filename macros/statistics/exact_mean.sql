{# The mean of the values that are not null, as independent of their order as exact_sum; null where there are none. #}
{% macro exact_mean(expression) -%} {{ exact_sum(expression) }} / nullif(count({{ expression }}), 0) {%- endmacro %}
