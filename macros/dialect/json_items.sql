{#
  A relation with one row per item of a JSON list of objects: all columns of `relation`, `item` (the object as JSON text) and `item_no`
  (its place, from 1). No list, or an empty one, gives no row. `expression`: the text of the list.
#}
{% macro json_items(relation, expression) -%}
    {{ return(adapter.dispatch("json_items", "dmp")(relation, expression)) }}
{%- endmacro %}

{% macro default__json_items(relation, expression) -%}
    (
        select listed.*, item, cast(item_no + 1 as bigint) as item_no
        from {{ relation }} as listed
        lateral view posexplode(from_json({{ expression }}, 'array<string>')) items as item_no, item
    )
{%- endmacro %}

{% macro duckdb__json_items(relation, expression) -%}
    (
        select
            listed.*,
            unnest(cast(json_extract({{ list_of(expression) }}, '$[*]') as varchar[])) as item,
            unnest(range(1, cast(json_array_length({{ list_of(expression) }}) as bigint) + 1)) as item_no
        from {{ relation }} as listed
    )
{%- endmacro %}

{# DuckDB raises on malformed JSON where Spark gives null. #}
{% macro list_of(expression) -%}
    case
        when json_valid({{ expression }}) then case when json_type({{ expression }}) = 'ARRAY' then {{ expression }} end
    end
{%- endmacro %}
