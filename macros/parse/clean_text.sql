{# A raw text without blanks around it; an empty one is null. #}
{% macro clean_text(column) -%} nullif({{ trimmed(column) }}, '') {%- endmacro %}
