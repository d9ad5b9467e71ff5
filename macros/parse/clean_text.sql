{# A raw text without surrounding blanks; an empty one is null. #}
{% macro clean_text(column) -%} nullif(trim({{ column }}), '') {%- endmacro %}
