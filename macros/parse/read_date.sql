{# A day from the same spellings as read_timestamp. #}
{% macro read_date(column, day_first=false) -%} cast({{ read_timestamp(column, day_first) }} as date) {%- endmacro %}
