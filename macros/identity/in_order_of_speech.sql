{# A name as it is spoken: 'Weber, Petra' is Petra Weber. #}
{% macro in_order_of_speech(name) -%}
    case
        when {{ name }} like '%,%'
        then split_part({{ name }}, ',', 2) || ' ' || split_part({{ name }}, ',', 1)
        else {{ name }}
    end
{%- endmacro %}
