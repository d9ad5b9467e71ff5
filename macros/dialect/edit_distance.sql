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

{# edit_distance where it is at most `most`; else some number that is more. #}
{% macro edits_up_to(one, other, most) -%}
    {{ return(adapter.dispatch("edits_up_to", "dmp")(one, other, most)) }}
{%- endmacro %}

{% macro default__edits_up_to(one, other, most) -%} {{ return(edit_distance(one, other)) }} {%- endmacro %}

{# Levenshtein's distance, which counts a swap as two edits, takes a sixth of the time and leaves few texts to look at. #}
{% macro duckdb__edits_up_to(one, other, most) -%}
    {%- set quick = letter_by_letter("levenshtein", one, other) -%}
    {%- if var("idr_distances") == "portable" -%} {{ quick }}
    {%- else -%}
        case when {{ quick }} between 2 and {{ 2 * most }} then {{ edit_distance(one, other) }} else {{ quick }} end
    {%- endif -%}
{%- endmacro %}
