{# How many letters must be inserted, deleted, replaced or (where the engine can) swapped to make one text the other. #}
{% macro edit_distance(one, other) -%}
    {{ return(adapter.dispatch("edit_distance", "dmp")(one, other)) }}
{%- endmacro %}

{% macro default__edit_distance(one, other) -%} levenshtein({{ one }}, {{ other }}) {%- endmacro %}

{# Damerau-Levenshtein, for a swap of neighbours is one slip of the fingers; the variable asks for what every engine has. #}
{% macro duckdb__edit_distance(one, other) -%}
    {%- set distance = "levenshtein" if var("idr_distances") == "portable" else "damerau_levenshtein" -%}
    {{ letter_by_letter(distance, one, other) }}
{%- endmacro %}
