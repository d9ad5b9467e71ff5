{# Texts side by side with a bar between them, a null as an empty one: to be hashed, never read. #}
{% macro in_one_text(expressions) -%}
    {%- for expression in expressions -%}
        coalesce({{ expression }}, ''){{ " || '|' || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
