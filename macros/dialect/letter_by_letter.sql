{#
  A distance of DuckDB between two texts in small letters. Its distances compare bytes: beyond ASCII, where a letter is two to four of them,
  each of the other letters of the two texts takes the place of a capital first.
#}
{% macro letter_by_letter(distance, one, other) -%}
    {%- set others = (
        "array_to_string(list_sort(list_distinct(string_split(regexp_replace("
        ~ one
        ~ " || "
        ~ other
        ~ ", '[ -~]', '', 'g'), ''))), '')"
    ) -%}
    {%- set capitals = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ'" -%}
    case
        when strlen({{ one }}) <> length({{ one }}) or strlen({{ other }}) <> length({{ other }})
        then
            {{ distance }} (
                translate({{ one }}, {{ others }}, {{ capitals }}), translate({{ other }}, {{ others }}, {{ capitals }})
            )
        else {{ distance }} ({{ one }}, {{ other }})
    end
{%- endmacro %}
