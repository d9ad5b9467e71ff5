{# An identifier in the form by which the identity graph knows it; null when it is junk. `id_type`, `value`: SQL expressions. #}
{% macro normalise_identifier(id_type, value) -%}
    case
        when {{ id_type }} = 'email'
        then {{ normalise_email(value) }}
        when {{ id_type }} = 'phone'
        then {{ normalise_phone(value) }}
        else {{ normalise_key(value) }}
    end
{%- endmacro %}
