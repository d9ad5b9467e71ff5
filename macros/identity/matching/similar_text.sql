{#
  Whether two texts are nearly the same. `bound` is a Jaro-Winkler similarity; where the engine has only Levenshtein, the bound is moved:
  a name of six letters with one typing error has about 0.95 of the first and 0.83 of the second.
#}
{% macro similar_text(one, other, bound) -%}
    {%- set moved = {0.8: 0.6, 0.88: 0.7, 0.9: 0.75, 0.92: 0.8} -%}
    {{ string_similarity(one, other) }} >= {{ bound if distance_family() == "jaro_winkler" else moved[bound] }}
{%- endmacro %}
