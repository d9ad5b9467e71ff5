{#
  An amount as decimal(18,4). A single comma followed by one or two digits is a decimal comma ('12,50', '1.234,50');
  any other comma groups thousands ('1,234.50'). Null where it is no number.
#}
{% macro read_decimal(column) -%}
    {%- set text = clean_text(column) -%}
    case
        when {{ matches(text, "'^-?[0-9.]*,[0-9]{1,2}$'") }}
        then try_cast(replace(replace({{ text }}, '.', ''), ',', '.') as decimal(18, 4))
        else try_cast(replace({{ text }}, ',', '') as decimal(18, 4))
    end
{%- endmacro %}
