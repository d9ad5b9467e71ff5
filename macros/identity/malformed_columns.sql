{#
  Columns malformed_<id_type> for every type of identifier: the text that was delivered where it cannot be read, else null. `readings`:
  {id_type: [raw, normalised]}, SQL expressions; a type that is missing is not delivered there.
#}
{% macro malformed_columns(readings) -%}
    {% for id_type in identifier_types() %}
        {% if id_type in readings %}
            case when {{ readings[id_type][1] }} is null then {{ clean_text(readings[id_type][0]) }} end
        {%- else %} cast(null as {{ dbt.type_string() }})
        {%- endif %} as malformed_{{ id_type }} {{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Why a malformed identifier cannot be read. `id_type`: a SQL expression. #}
{% macro invalid_reason(id_type) -%}
    {%- set reasons = {"email": "not an address", "phone": "not a number, or without its country"} -%}
    case
        {{ id_type }}
        {% for each in identifier_types() if execute %}
            {%- set told = adapter.id_type_settings(each) %}
            when '{{ each }}'
            then
                '{{ reasons.get(told["normaliser"], "a word for nothing") }}'
                {%- if told["valid_pattern"] %} || ', or not as its valid_pattern asks' {%- endif %}
        {% endfor %}
    end
{%- endmacro %}
