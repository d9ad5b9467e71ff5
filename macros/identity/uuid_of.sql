{# A UUID-shaped id from any text: opaque, stable, and never the raw key. #}
{% macro uuid_of(value) -%}
    {%- set digest = dbt.hash(value) -%}
    (
        substr({{ digest }}, 1, 8)
        || '-'
        || substr({{ digest }}, 9, 4)
        || '-'
        || substr({{ digest }}, 13, 4)
        || '-'
        || substr({{ digest }}, 17, 4)
        || '-'
        || substr({{ digest }}, 21, 12)
    )
{%- endmacro %}
