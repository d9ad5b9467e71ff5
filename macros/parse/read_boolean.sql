{# A boolean from the spellings people type (English, German, French); null where it is none of them. #}
{% macro read_boolean(column) -%}
    case
        when {{ lower_case(clean_text(column)) }} in ('true', 't', 'yes', 'y', '1', 'on', 'ja', 'oui', 'wahr')
        then true
        when {{ lower_case(clean_text(column)) }} in ('false', 'f', 'no', 'n', '0', 'off', 'nein', 'non', 'falsch')
        then false
    end
{%- endmacro %}
