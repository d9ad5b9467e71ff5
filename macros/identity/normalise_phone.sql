{#
  A phone number in E.164 ('+4915228817386'), or null. International spellings ('+49 ...', '0049 ...') need no country; a national one
  counts only where the record's country is known (phone_plans), since '0152 28817386' is a different telephone in each. Extensions ('ext. 8',
  '#8') go. Numbers of one repeated digit, with a country that begins with 0, and shorter than 8 or longer than 15 digits are none.
#}
{% macro normalise_phone(value, country=none) -%}
    {%- set beside = "(?i)(;|#|x|ext|durchwahl|dw).*$|[.]0$|[(]0[)]|[^0-9+]" -%}
    {%- set digits = regex_replace_all(value, beside, "") -%}
    {%- set dialled -%}
        case
            when {{ digits }} like '+%'
            then substr({{ digits }}, 2)
            {%- if country %}
                {%- for code, plan in phone_plans().items() if plan.abroad %}
                    when {{ country }} = '{{ code }}' and {{ digits }} like '{{ plan.abroad }}%'
                    then substr({{ digits }}, {{ plan.abroad | length + 1 }})
                {%- endfor %}
            {%- endif %}
            when {{ digits }} like '00%'
            then substr({{ digits }}, 3)
            {%- if country %} else {{ dialled_at_home(digits, country) }} {%- endif %}
        end
    {%- endset -%}
    case
        when
            length({{ dialled }}) between 8 and 15
            and {{ dialled }} not like '%+%'
            and {{ dialled }} not like '0%'
            and length(replace({{ dialled }}, substr({{ dialled }}, length({{ dialled }}), 1), '')) > 2
        then '+' || {{ dialled }}
    end
{%- endmacro %}

{# A national number with the code of its country; null where the country is unknown or no number of it looks like that. #}
{% macro dialled_at_home(digits, country) -%}
    case
        {{ country }}
        {%- for code, plan in phone_plans().items() %}
            when '{{ code }}'
            then
                case
                    {%- if plan.trunk %}
                        when
                            {{ digits }} like '{{ plan.trunk }}%'
                            {%- if plan.digits %} and length({{ digits }}) > {{ plan.digits[1] }} {%- endif %}
                        then '{{ plan.code }}' || substr({{ digits }}, {{ plan.trunk | length + 1 }})
                    {%- endif %}
                    {%- if plan.digits %}
                        when length({{ digits }}) between {{ plan.digits[0] }} and {{ plan.digits[1] }}
                        then '{{ plan.code }}' || {{ digits }}
                    {%- endif %}
                end
        {%- endfor %}
    end
{%- endmacro %}
