{# Schemas are public names (marts.users, identity.user_map): taken as written, without the target's prefix. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ return((custom_schema_name or target.schema) | trim) }}
{%- endmacro %}
