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

{# Whether edit_distance is at most `most`. #}
{% macro within_edits(one, other, most) -%}
    {{ return(adapter.dispatch("within_edits", "dmp")(one, other, most)) }}
{%- endmacro %}

{% macro default__within_edits(one, other, most) -%} {{ edit_distance(one, other) }} <= {{ most }} {%- endmacro %}

{# A swap is two edits of Levenshtein, whose distance takes a sixth of the time and tells most texts apart. #}
{% macro duckdb__within_edits(one, other, most) -%}
    {%- if var("idr_distances") == "portable" -%} {{ default__within_edits(one, other, most) }}
    {%- else -%}
        (
            {{ letter_by_letter("levenshtein", one, other) }} <= {{ 2 * most }}
            and {{ default__within_edits(one, other, most) }}
        )
    {%- endif -%}
{%- endmacro %}
