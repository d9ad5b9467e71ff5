{# 'Product Viewed' and 'product-viewed' as product_viewed. #}
{% macro snake_case(column) -%}
    nullif(trim(both '_' from {{ regex_replace_all("lower(" ~ clean_text(column) ~ ")", "[^a-z0-9]+", "_") }}), '')
{%- endmacro %}
