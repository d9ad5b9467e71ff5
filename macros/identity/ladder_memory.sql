{#
  What a ladder remembers of its last build, {is_known, edges, limits}: the edges and limits it climbed with, in two tables beside its own. They
  change names with every build; where a killed build left both, or the settings were others, nothing is known, all is climbed again, and the
  table goes first: a build killed now must not leave the old clusters beside the new edges.
#}
{% macro ladder_memory(existing, ladder) %}
    {% set found = {} %}
    {% for name in ["edges", "limits"] %}
        {% set turns = [] %}
        {% for turn in [scratch_relation(name), scratch_relation(name ~ "__twin")] %}
            {% if adapter.get_relation(turn.database, turn.schema, turn.identifier) is not none %}
                {% do turns.append(turn) %}
            {% endif %}
        {% endfor %}
        {% do found.update({name: turns}) %}
    {% endfor %}
    {% set is_known = (
        existing is not none
        and not should_full_refresh()
        and found.edges | length == 1
        and found.limits | length == 1
        and not has_rows(existing ~ " where ladder <> " ~ dbt.string_literal(ladder))
    ) %}
    {% if is_known %} {{ return({"is_known": true, "edges": found.edges[0], "limits": found.limits[0]}) }} {% endif %}
    {% if existing is not none %} {% do adapter.drop_relation(existing) %} {% endif %}
    {% for turn in found.edges + found.limits %} {% do drop_scratch(turn) %} {% endfor %}
    {{ return({"is_known": false, "edges": none, "limits": none}) }}
{% endmacro %}

{# Makes the memory `name` of this build; the one of the last build, `before`, stays until this one is done. #}
{% macro remember(before, name, select) %}
    {{ return(replace_table(scratch_relation(name) if before is none else other_turn(before), select)) }}
{% endmacro %}

{#
  Makes and returns a scratch table (node_id) of every node in a region that has to be climbed again: of each edge and each limit that is in only
  one of the two builds, its nodes and all that hung together with them.
#}
{% macro touched_regions(existing, before, edges, limits) %}
    {% set changed = replace_table(
        scratch_relation("changed"),
        "with changed_edges as ("
        ~ in_one_only(["node_a", "node_b", "strength"], edges, before.edges)
        ~ "), changed_limits as ("
        ~ in_one_only(["node_id", "limit_name", "limit_value", "max_values"], limits, before.limits)
        ~ ") select node_a as node_id from changed_edges union distinct select node_b as node_id from changed_edges "
        ~ "union distinct select node_id from changed_limits",
    ) %}
    {% set touched = replace_table(
        scratch_relation("touched"),
        "with regions as (select distinct kept.region from "
        ~ existing
        ~ " as kept inner join "
        ~ changed
        ~ " as changed on changed.node_id = kept.node_id) select node_id from "
        ~ changed
        ~ " union distinct select kept.node_id from "
        ~ existing
        ~ " as kept inner join regions on regions.region = kept.region",
    ) %}
    {% do drop_scratch(changed) %}
    {{ return(touched) }}
{% endmacro %}

{# The rows that only one of two tables has. No column holds nulls; one join of both costs half of two differences. #}
{% macro in_one_only(columns, one, other) -%}
    select
        {% for column in columns %}
            coalesce(one.{{ column }}, other.{{ column }}) as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ one }} as one
    full join
        {{ other }} as other
        on {% for column in columns %} other.{{ column }} = one.{{ column }} {{ "and" if not loop.last }} {% endfor %}
    where one.{{ columns[0] }} is null or other.{{ columns[0] }} is null
{%- endmacro %}
