{# Joins the reference seed `<kind>_aliases`, which gives the standard code of a spelling; unknown spellings give null. #}
{% macro alias_join(kind, column) -%}
    left join
        {{ ref(kind ~ "_aliases") }} as {{ kind }}_aliases
        on {{ lower_case(trimmed(column)) }} = {{ kind }}_aliases.alias
{%- endmacro %}
