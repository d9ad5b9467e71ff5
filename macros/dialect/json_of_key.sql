{# The JSON text of the object of a JSON list whose `key` is the given one: [{"key": "page", "value": {...}}, ...]; null for none. #}
{% macro json_of_key(expression, key) -%}
    {{ return(adapter.dispatch("json_of_key", "dmp")(expression, key)) }}
{%- endmacro %}

{# The largest of the one that fits: to take the first of none is an error. #}
{% macro default__json_of_key(expression, key) -%}
    array_max(
        filter(from_json({{ expression }}, 'array<string>'), each -> get_json_object(each, '$.key') = '{{ key }}')
    )
{%- endmacro %}

{% macro duckdb__json_of_key(expression, key) -%}
    list_max(
        [
            each
            for each in cast(json_extract({{ list_of(expression) }}, '$[*]') as varchar[])
            if json_extract_string(each, '$.key') = '{{ key }}'
        ]
    )
{%- endmacro %}
