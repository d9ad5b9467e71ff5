{# Puts the clusters `settled` in the place of what the touched regions were, and the changes into the memory: all of it or nothing. #}
{% macro settle_changes(target_relation, settled, touched, before, changed, ladder) %}
    {{ return(adapter.dispatch("settle_changes", "dmp")(target_relation, settled, touched, before, changed, ladder)) }}
{% endmacro %}

{# Without transactions the memory is written beside the old one, whose presence tells until the end that this build is not done. #}
{% macro default__settle_changes(target_relation, settled, touched, before, changed, ladder) %}
    {% for name in ["edges", "limits"] %}
        {% do replace_table(other_turn(before[name]), remembered_now(name, before, changed)) %}
    {% endfor %}
    {% do run_query(
        "insert into "
        ~ settled
        ~ " select node_id, component, region, rung, is_breach from "
        ~ target_relation
        ~ " as kept where not exists (select 1 from "
        ~ touched
        ~ " as touched where touched.node_id = kept.node_id)"
    ) %}
    {% do adapter.drop_relation(target_relation) %}
    {% call statement("main") -%}
        {{ create_table_as(false, target_relation, on_ladder(settled, ladder)) }}
    {%- endcall %}
    {% for name in ["edges", "limits"] %} {% do drop_scratch(before[name]) %} {% endfor %}
{% endmacro %}

{# In one transaction, which the commit of the materialisation ends. #}
{% macro duckdb__settle_changes(target_relation, settled, touched, before, changed, ladder) %}
    {% call statement("main") -%}
        delete from {{ target_relation }}
        where node_id in (select node_id from {{ touched }})
        ;
        insert into {{ target_relation }} by name {{ on_ladder(settled, ladder) }};
        {% for name in ["edges", "limits"] %}
            delete from {{ before[name] }} as memory
            using {{ changed[name] }} as changed
            where not changed.is_new and {{ same_row(name, "changed", "memory") }}
            ;
            insert into {{ before[name] }} by name
            select {{ remembered_columns(name) | join(", ") }}
            from {{ changed[name] }}
            where is_new;
        {% endfor %}
    {%- endcall %}
{% endmacro %}

{# The rows of a ladder: clusters and the settings that made them. #}
{% macro on_ladder(clusters, ladder) %}
    {{
        return(
            "select node_id, component, region, rung, is_breach, "
            ~ dbt.string_literal(ladder)
            ~ " as ladder from "
            ~ clusters
        )
    }}
{% endmacro %}
