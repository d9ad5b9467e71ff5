{#
  The id of a raw record in the identity graph. `source`, `record_type`, `key`: SQL expressions; the types are contact, visitor, order,
  recipient, link and statement.
#}
{% macro record_id(source, record_type, key) -%}
    {{ dbt.hash(source ~ " || '|' || " ~ record_type ~ " || '|' || " ~ key) }}
{%- endmacro %}
