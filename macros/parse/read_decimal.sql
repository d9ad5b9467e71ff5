{#
  An amount as decimal(18, 4), or with another number of decimals. A single comma followed by one or two digits is a decimal comma ('12,50',
  '1.234,50'); any other comma groups thousands ('1,234.50'). Null where it is no number, and from a billion on: no amount, price or
  quantity of a shop is that large, and products of such numbers fit no decimal of both engines. The pattern keeps out what one engine
  alone takes for a number: '1_000', digits of other scripts, an exponent behind more digits than it can hold.
#}
{% macro read_decimal(column, scale=4) -%}
    {%- set text = clean_text(column) -%}
    {%- set number -%}
        case
            when {{ matches(text, "'^-?[0-9.]*,[0-9]{1,2}$'") }}
            then try_cast(replace(replace({{ text }}, '.', ''), ',', '.') as decimal(18, {{ scale }}))
            when {{ matches(text, "'^[-+]?([0-9.,]+|[0-9]{1,9}([.][0-9]{0,6})?[eE][-+]?[0-9])$'") }}
            then try_cast(replace({{ text }}, ',', '') as decimal(18, {{ scale }}))
        end
    {%- endset -%}
    case when abs({{ number }}) < 1000000000 then {{ number }} end
{%- endmacro %}
