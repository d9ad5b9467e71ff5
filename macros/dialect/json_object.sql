{# The JSON text of an object: `pairs` maps each key to a SQL expression of text. A null value stays, as null. #}
{% macro json_object(pairs) -%} {{ return(adapter.dispatch("json_object", "dmp")(pairs)) }} {%- endmacro %}

{% macro default__json_object(pairs) -%}
    to_json(
        named_struct(
            {% for key, value in pairs.items() %}'{{ key }}', {{ value }}{{ ", " if not loop.last }}{% endfor %}
        ),
        map('ignoreNullFields', 'false')
    )
{%- endmacro %}

{% macro duckdb__json_object(pairs) -%}
    cast(
        json_object(
            {% for key, value in pairs.items() %}'{{ key }}', {{ value }}{{ ", " if not loop.last }}{% endfor %}
        ) as varchar
    )
{%- endmacro %}
