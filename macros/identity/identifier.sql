{#
  A value in the form by which identity knows it, as the row of its type in the seed idr_id_types says: read by its normaliser, and null where that
  makes nothing of it or the valid_pattern of the type refuses it. The seed is read while compiling, so a type costs only its own normaliser.
  `id_type`: a text; `value`, `country`: SQL expressions.
#}
{% macro identifier(id_type, value, country=none) -%}
    {%- set told = adapter.id_type_settings(id_type) if execute else {"normaliser": "key"} -%}
    {%- set read = normalised_by(told["normaliser"], value, country) -%}
    {%- if told["valid_pattern"] -%}
        case when {{ matches(read, text_literal(told["valid_pattern"])) }} then {{ read }} end
    {%- else -%} {{ read }}
    {%- endif -%}
{%- endmacro %}

{# `normaliser`: one of the words that seeds/reference/idr_id_types.yml accepts. #}
{% macro normalised_by(normaliser, value, country=none) -%}
    {%- if normaliser == "email" -%} {{ normalise_email(value) }}
    {%- elif normaliser == "phone" -%} {{ normalise_phone(value, country) }}
    {%- elif normaliser == "key" -%} {{ normalise_key(value) }}
    {%- elif normaliser == "lower_key" -%} {{ lower_case(normalise_key(value)) }}
    {%- else -%}
        {{ exceptions.raise_compiler_error("There is no normaliser '" ~ normaliser ~ "' (seed idr_id_types).") }}
    {%- endif -%}
{%- endmacro %}
