{# An instant (UTC) from seconds since 1970, or from as many `per_second` parts of one; null outside the years 2001 to 2033. #}
{% macro read_epoch(column, per_second=1) -%}
    {%- set text = clean_text(column) -%}
    {%- set digits = "[0-9]{" ~ (8 + (per_second | string | length)) ~ "}" -%}
    case
        when {{ matches(text, "'^1" ~ digits ~ "([.][0-9]{0,6})?$'") }}
        then
            {{
                instant_of_micros(
                    "cast(cast(" ~ text ~ " as decimal(20, 6)) * " ~ (1000000 // per_second) ~ " as bigint)"
                )
            }}
    end
{%- endmacro %}
