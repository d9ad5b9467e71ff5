{# The relation holds at least one row. #}
{% test has_rows(model) %} select 'empty' as problem where not exists (select 1 from {{ model }}) {% endtest %}
