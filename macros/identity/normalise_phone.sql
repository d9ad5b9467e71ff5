{#
  A phone number in E.164 ('+4915228817386'), or null. International spellings ('+49 ...', '0049 ...') need no country; a national one
  counts only where the record's country is known, since '0152 28817386' is a different telephone in each. Numbers of one repeated
  digit and numbers shorter than 8 or longer than 15 digits are none.
#}
{% macro normalise_phone(value, country=none) -%}
    {%- set digits = regex_replace_all("replace(" ~ value ~ ", '(0)', '')", "[^0-9+]", "") -%}
    {%- set dialled -%}
        case
            when {{ digits }} like '+%' then substr({{ digits }}, 2)
            when {{ digits }} like '00%' then substr({{ digits }}, 3)
            {%- if country %}
            when {{ country }} = 'US' and length({{ digits }}) = 10 then '1' || {{ digits }}
            when {{ country }} = 'US' and length({{ digits }}) = 11 and {{ digits }} like '1%' then {{ digits }}
            when {{ digits }} like '0%' then {{ calling_code(country) }} || substr({{ digits }}, 2)
            {%- endif %}
        end
    {%- endset -%}
    case
        when
            length({{ dialled }}) between 8 and 15
            and {{ dialled }} not like '%+%'
            and length(replace({{ dialled }}, substr({{ dialled }}, length({{ dialled }}), 1), '')) > 2
        then '+' || {{ dialled }}
    end
{%- endmacro %}

{# The calling code of the countries that dial a leading zero at home; null elsewhere, so that their national numbers stay unread. #}
{% macro calling_code(country) -%}
    case
        {{ country }}
        when 'AT'
        then '43'
        when 'BE'
        then '32'
        when 'CH'
        then '41'
        when 'DE'
        then '49'
        when 'FR'
        then '33'
        when 'GB'
        then '44'
        when 'NL'
        then '31'
    end
{%- endmacro %}
