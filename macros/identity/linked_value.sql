{# The normalised value of one type in an identifier link, whichever side it stands on. #}
{% macro linked_value(id_type) -%}
    {%- set value -%}
        (case when id_type_a = '{{ id_type }}' then id_value_a when id_type_b = '{{ id_type }}' then id_value_b end)
    {%- endset -%}
    {{ normalise_identifier("'" ~ id_type ~ "'", value) }}
{%- endmacro %}
