{#
  An amount as people write it where read_decimal sees no number: with its currency ('€ 12,50', '12.50 USD'), with blanks or apostrophes
  between thousands, with a minus behind or in brackets for what is negative. Null where it is none of these.
#}
{% macro read_amount(column, scale=4) -%}
    {%- set text = without_blanks(clean_text(column)) -%}
    {%- set mark = "[A-Z]{0,3}[€$£¥]?" -%}
    {%- set bare -%}
        case
            when
                {{
                    matches(
                        text, "'^[-+(]?" ~ mark ~ "[-+(]?[0-9][0-9.,''’]*[)-]?" ~ mark ~ "[)]?$'"
                    )
                }}
            then
                case when {{ matches(text, "'[(-]'") }} then '-' else '' end
                || {{ regex_replace_all(text, "[^0-9.,]", "") }}
        end
    {%- endset -%}
    {{ read_decimal(bare, scale) }}
{%- endmacro %}

{# The currency that an amount names, as currency_aliases spells it: '€' of '€ 12,50'; null where it names none. #}
{% macro currency_of_amount(column) -%} nullif({{ regex_replace_all(column, "[^A-Za-z€$£¥]", "") }}, '') {%- endmacro %}
