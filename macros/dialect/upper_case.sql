{# A code in capitals: A to Z alone, since beyond ASCII each engine has its own (ß). #}
{% macro upper_case(expression) -%}
    translate({{ expression }}, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
{%- endmacro %}
