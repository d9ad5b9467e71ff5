{#
  One end of the 95 % score interval of a proportion (Wilson, 1927, JASA 22:209-212):
  (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), z = 1.96. Null where there were no trials; rounding may not carry it out of 0 to 1.
#}
{% macro wilson_bound(successes, trials, side) -%}
    {%- set n = "cast(nullif(" ~ trials ~ ", 0) as " ~ type_double() ~ ")" -%}
    {%- set p = "(" ~ successes ~ " / " ~ n ~ ")" -%}
    {%- set z = 1.959964 -%}
    {%- set bound -%}
        (
            {{ p }} + {{ z * z / 2 }} / {{ n }}
            {{ "-" if side == "low" else "+" }} {{ z }}
            * sqrt({{ p }} * (1 - {{ p }}) / {{ n }} + {{ z * z / 4 }} / ({{ n }} * {{ n }}))
        )
        / (1 + {{ z * z }} / {{ n }})
    {%- endset -%}
    case
        when {{ trials }} > 0
        then {{ "greatest" if side == "low" else "least" }} ({{ 0 if side == "low" else 1 }}, {{ bound }})
    end
{%- endmacro %}
