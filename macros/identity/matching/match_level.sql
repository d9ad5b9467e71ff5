{# The level of a comparison (see match_comparisons) over the columns one_* and other_*. #}
{% macro match_level(comparison) -%}
    case
        {% for column in comparison.needs -%}
            when one_{{ column }} is null or other_{{ column }} is null then -1
        {% endfor -%}
        {% for condition in comparison.levels -%}
            when {{ condition }} then {{ comparison.levels | length - loop.index0 }}
        {% endfor -%}
        else 0
    end
{%- endmacro %}
