{# 'Product Viewed' and 'product-viewed' as product_viewed. #}
{% macro snake_case(column) -%}
    {%- set words = regex_replace_all(lower_case(clean_text(column)), "[^a-z0-9]+", "_") -%}
    nullif({{ regex_replace_all(words, "^_|_$", "") }}, '')
{%- endmacro %}
