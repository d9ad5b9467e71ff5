{# A day from the same spellings as read_timestamp. #}
{% macro read_date(column) -%} cast({{ read_timestamp(column) }} as date) {%- endmacro %}
