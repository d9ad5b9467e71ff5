{# female, male, other or null from the spellings and forms of address our sources use. #}
{% macro read_gender(column) -%}
    case
        when
            {{ lower_case(clean_text(column)) }}
            in ('f', 'female', 'woman', 'w', 'weiblich', 'frau', 'mrs', 'ms', 'mme', 'femme')
        then 'female'
        when {{ lower_case(clean_text(column)) }} in ('m', 'male', 'man', 'männlich', 'herr', 'mr', 'homme')
        then 'male'
        when {{ lower_case(clean_text(column)) }} in ('x', 'd', 'other', 'diverse', 'divers', 'non-binary', 'autre')
        then 'other'
    end
{%- endmacro %}
