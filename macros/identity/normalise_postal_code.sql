{# A postal code for comparison: lower case, no blanks or hyphens. #}
{% macro normalise_postal_code(value) -%}
    {{ regex_replace_all(lower_case(trimmed(value)), "[ -]+", "") }}
{%- endmacro %}
