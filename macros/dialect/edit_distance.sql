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

{#
  Levenshtein's distance, which counts a swap as two edits, takes a sixth of the time and leaves few texts to look at. `may_be_swapped`: a condition
  without which no neighbours are swapped.
#}
{% macro duckdb__edits_up_to(one, other, most, may_be_swapped="true") -%}
    {%- set quick = letter_by_letter("levenshtein", one, other) -%}
    {%- if var("idr_distances") == "portable" -%} {{ quick }}
    {%- else -%}
        case
            when {{ quick }} between 2 and {{ 2 * most }} and {{ may_be_swapped }}
            then {{ edit_distance(one, other) }}
            else {{ quick }}
        end
    {%- endif -%}
{%- endmacro %}

{# edits_up_to of two days, YYYY-MM-DD, for at most two edits. #}
{% macro day_edits_up_to(one, other, most) -%}
    {{ return(adapter.dispatch("day_edits_up_to", "dmp")(one, other, most)) }}
{%- endmacro %}

{% macro default__day_edits_up_to(one, other, most) -%} {{ return(edits_up_to(one, other, most)) }} {%- endmacro %}

{#
  Two days of different people are often two to four edits apart, which is many texts to look at. But the dashes hold all digits in their places:
  within two edits, neighbours can only have been swapped where they stand.
#}
{% macro duckdb__day_edits_up_to(one, other, most) -%}
    {%- set swapped = [] -%}
    {%- for place in [1, 2, 3, 6, 9] -%}
        {%- set here, there = "substr(" ~ one ~ ", " ~ place, "substr(" ~ other ~ ", " ~ place -%}
        {%- do swapped.append(here ~ ", 2) = reverse(" ~ there ~ ", 2)) and " ~ here ~ ", 1) <> " ~ there ~ ", 1)") -%}
    {%- endfor -%}
    {{ return(duckdb__edits_up_to(one, other, most, "(" ~ swapped | join(" or ") ~ ")")) }}
{%- endmacro %}
