{# Whether a fact had both happened and been loaded by an instant; the only test of time that features use. #}
{% macro known_at(fact, instant, happened="occurred_at") -%}
    {{ fact }}.{{ happened }} <= {{ instant }} and {{ fact }}.loaded_at <= {{ instant }}
{%- endmacro %}
