{#
  The first reason to refuse a row, or null. `rules`: list of [condition, reason]; a row with too many fields is always refused, since its
  values may stand in the wrong columns, and so is one that holds other rows: their text is kept with it in the vault.
#}
{% macro reject_reason(rules) -%}
    case
        when _overflow is not null
        then 'not to be taken apart: too many fields, an unclosed quote or broken JSON'
        {% for condition, reason in rules -%} when {{ condition }} then '{{ reason }}' {% endfor -%}
    end as reject_reason
{%- endmacro %}
