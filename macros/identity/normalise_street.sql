{# A street for comparison: lower case, accents unfolded, punctuation gone, the usual words for a street in their short form. #}
{% macro normalise_street(value) -%}
    {%- set letters = regex_replace_all(unaccent(value), "[^a-z0-9]+", " ") -%}
    trim({{ regex_replace_all(regex_replace_all(letters, "(strasse|straße|street|str)( |$)", "st "), "(avenue|road|lane|drive)( |$)", "") }})
{%- endmacro %}
