{# No row lacks a value in any of these columns: one scan where a not_null test per column would be as many. #}
{% test never_null(model, columns) %}
    select *
    from {{ model }}
    where {% for column in columns %} {{ column }} is null{{ " or " if not loop.last }}{% endfor %}
{% endtest %}
