{# Quantity times unit price less discount, in four decimals; the factors are widened as in in_reporting_currency. #}
{% macro line_total(quantity, unit_price, discount) -%}
    cast(
        cast(cast({{ quantity }} as decimal(19, 4)) * {{ unit_price }} as decimal(18, 4))
        - {{ discount }} as decimal(18, 4)
    )
{%- endmacro %}
