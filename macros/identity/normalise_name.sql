{# A name for comparison: lower case, unaccented, nothing but letters. #}
{% macro normalise_name(value) -%} {{ regex_replace_all(unaccented(value), "[ .0-9-]+", "") }} {%- endmacro %}
