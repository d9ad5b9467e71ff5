{# Whether quantity times price reaches a billion, beyond what line_total can hold with any rate of exchange; compared as doubles. #}
{% macro implausible_product(quantity, price) -%}
    abs(cast({{ quantity }} as {{ type_double() }}) * cast({{ price }} as {{ type_double() }})) >= 1000000000
{%- endmacro %}
