{# Deletes the rows of `kept` whose key is no longer in `origin`. #}
{% macro delete_rows_gone_from(kept, origin, key) -%}
    delete from {{ kept }} as kept
    where
        not exists (
            select 1
            from {{ origin }} as origin
            where
                {% for column in key %}
                    origin.{{ column }} = kept.{{ column }}{{ " and " if not loop.last }}
                {% endfor %}
        )
{%- endmacro %}
