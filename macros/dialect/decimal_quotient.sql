{#
  One decimal(18, 4) divided by another, in four decimals, halves away from zero; null where the divisor is zero. Spark divides decimals as
  decimals, DuckDB as doubles, which know no halves: there ten-thousandths are divided as whole numbers.
#}
{% macro decimal_quotient(dividend, divisor) -%}
    {{ return(adapter.dispatch("decimal_quotient", "dmp")(dividend, divisor)) }}
{%- endmacro %}

{% macro default__decimal_quotient(dividend, divisor) -%}
    cast(cast({{ dividend }} as decimal(18, 4)) / nullif(cast({{ divisor }} as decimal(18, 4)), 0) as decimal(18, 4))
{%- endmacro %}

{% macro duckdb__decimal_quotient(dividend, divisor) -%}
    {%- set above = "cast(cast(" ~ dividend ~ " as decimal(18, 4)) * 10000 as hugeint)" -%}
    {%- set below = "cast(cast(" ~ divisor ~ " as decimal(18, 4)) * 10000 as hugeint)" -%}
    cast(
        cast(
            sign({{ above }})
            * sign({{ below }})
            * divide(abs({{ above }}) * 20000 + abs({{ below }}), nullif(2 * abs({{ below }}), 0)) as decimal(38, 0)
        )
        * 0.0001 as decimal(18, 4)
    )
{%- endmacro %}
