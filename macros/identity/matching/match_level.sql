{# The level of a comparison (see match_comparisons) over the columns one_* and other_* and those of pair_measures. #}
{% macro match_level(comparison) -%}
    case
        when {{ comparison.unknown }}
        then -1
        {% for condition in comparison.levels -%}
            when {{ condition }} then {{ comparison.levels | length - loop.index0 }}
        {% endfor -%}
        else 0
    end
{%- endmacro %}
