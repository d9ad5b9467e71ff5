{# Joins what the last build kept of the CTE `facts`, by its key. #}
{% macro first_sight_join(facts, key) -%}
    {%- if is_incremental() -%}
        left join
            (select {{ key | join(", ") }}, user_id_at_event, true as is_kept from {{ this }}) as first_sight
            on {% for column in key %}
                first_sight.{{ column }} = {{ facts }}.{{ column }}{{ " and " if not loop.last }}
            {% endfor %}
    {%- endif -%}
{%- endmacro %}
