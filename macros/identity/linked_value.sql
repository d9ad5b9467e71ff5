{# The normalised value of one type in an identifier link, whichever side it stands on. #}
{% macro linked_value(id_type) -%} {{ identifier(id_type, linked_text(id_type)) }} {%- endmacro %}

{# The same as it was delivered. #}
{% macro linked_text(id_type) -%}
    (case when id_type_a = '{{ id_type }}' then id_value_a when id_type_b = '{{ id_type }}' then id_value_b end)
{%- endmacro %}
