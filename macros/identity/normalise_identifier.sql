{# The same where the type is a column. `id_type`, `value`: SQL expressions. #}
{% macro normalise_identifier(id_type, value) -%}
    case
        {{ id_type }}
        {% for each in identifier_types() %} when '{{ each }}' then {{ identifier(each, value) }} {% endfor %}
    end
{%- endmacro %}
