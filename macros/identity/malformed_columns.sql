{#
  Columns malformed_<id_type> for every type of identifier: the text that was delivered where it cannot be read, else null. `readings`:
  {id_type: [raw, normalised]}, SQL expressions; a type that is missing is not delivered there.
#}
{% macro malformed_columns(readings) -%}
    {% for id_type in identifier_types() %}
        {% if id_type in readings %}
            case when {{ readings[id_type][1] }} is null then nullif(trim({{ readings[id_type][0] }}), '') end
        {%- else %} cast(null as {{ dbt.type_string() }})
        {%- endif %} as malformed_{{ id_type }} {{ "," if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# Why a malformed identifier cannot be read. `id_type`: a SQL expression. #}
{% macro invalid_reason(id_type) -%}
    case
        {{ id_type }}
        when 'email'
        then 'not an address'
        when 'phone'
        then 'not a number, or without its country'
        else 'a word for nothing'
    end
{%- endmacro %}
