{# A street and its number for comparison: lower case, unaccented, the words for a street short, no blanks or punctuation. #}
{% macro normalise_street(value) -%}
    {%- set letters = regex_replace_all(unaccented(value), "[ .,#/-]+", "") -%}
    {{ regex_replace_all(letters, "(strasse|street)", "str") }}
{%- endmacro %}
