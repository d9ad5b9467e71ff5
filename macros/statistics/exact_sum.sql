{#
  A sum of doubles that does not depend on the order of its terms: each is taken to twelve decimals and added exactly. Plain sums of doubles
  were seen to differ in the last digit between two builds of the same data, as parallel scans add in any order.
#}
{% macro exact_sum(expression) -%}
    cast(sum(cast({{ expression }} as decimal(28, 12))) as {{ type_double() }})
{%- endmacro %}
