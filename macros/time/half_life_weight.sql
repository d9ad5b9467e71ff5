{# What a weight of 1 is worth after the time between two instants, when it halves every `days`: 0.5 ^ (age in days / days). #}
{% macro half_life_weight(earlier, later, days) -%}
    power(cast(0.5 as {{ type_double() }}), {{ days_between(earlier, later) }} / {{ days }})
{%- endmacro %}
