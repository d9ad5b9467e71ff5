{#
  Likeness of two short texts, from 0 (nothing in common) to 1 (equal). Jaro-Winkler where the engine has it: it forgives what happens to
  names, and weighs their beginning more. Elsewhere, and wherever the variable idr_distances is portable: 1 - Levenshtein distance / length of
  the longer text. The two are different scales, so each has its own bounds (alike, in match_comparisons) and its own trained weights.
#}
{% macro string_similarity(one, other) -%}
    {{ return(adapter.dispatch("string_similarity", "dmp")(one, other)) }}
{%- endmacro %}

{% macro default__string_similarity(one, other) -%}
    (
        1.0
        - cast({{ edit_distance(one, other) }} as {{ type_double() }})
        / greatest(length({{ one }}), length({{ other }}), 1)
    )
{%- endmacro %}

{% macro duckdb__string_similarity(one, other) -%}
    {%- if var("idr_distances") == "portable" -%} {{ default__string_similarity(one, other) }}
    {%- else -%} {{ letter_by_letter("jaro_winkler_similarity", one, other) }}
    {%- endif -%}
{%- endmacro %}

{# Which of the two scales string_similarity has here: jaro_winkler or levenshtein. #}
{% macro distance_family() -%} {{ return(adapter.dispatch("distance_family", "dmp")()) }} {%- endmacro %}

{% macro default__distance_family() -%} {{ return("levenshtein") }} {%- endmacro %}

{% macro duckdb__distance_family() -%}
    {{ return("levenshtein" if var("idr_distances") == "portable" else "jaro_winkler") }}
{%- endmacro %}
