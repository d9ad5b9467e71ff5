{#
  An amount in the reporting currency: amount times rate, rounded to four decimals. 19 + 18 digits are the most that both engines multiply
  exactly; DuckDB keeps the product of two decimal(18) in 18 digits and was seen to fail on an order of ten million.
#}
{% macro in_reporting_currency(amount, rate) -%}
    cast(cast({{ amount }} as decimal(19, 4)) * {{ rate }} as decimal(18, 4))
{%- endmacro %}
