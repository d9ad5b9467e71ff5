{#
  The first outlier rule that each key breaks: a query over `measured` (a CTE with the columns of `key`, measure and measured_value) and the CTE
  outlier_rules. A key that breaks none is missing.
#}
{% macro broken_outlier_rules(measured, key) -%}
    select
        {% for column in key %} {{ measured }}.{{ column }}, {% endfor %} min(outlier_rules.rule_name) as outlier_rule
    from {{ measured }}
    inner join
        outlier_rules
        on outlier_rules.measure = {{ measured }}.measure
        and (
            {{ measured }}.measured_value < outlier_rules.min_value
            or {{ measured }}.measured_value > outlier_rules.max_value
        )
    group by {% for column in key %} {{ measured }}.{{ column }}{{ ", " if not loop.last }} {% endfor %}
{%- endmacro %}
