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

{# The columns of what is remembered; they hold no nulls. #}
{% macro remembered_columns(name) %}
    {{
        return(
            {
                "edges": ["node_a", "node_b", "strength"],
                "limits": ["node_id", "limit_name", "limit_value", "max_values"],
            }[name]
        )
    }}
{% endmacro %}

{% macro same_row(name, one, other) %}
    {% set equal = [] %}
    {% for column in remembered_columns(name) %}
        {% do equal.append(one ~ "." ~ column ~ " = " ~ other ~ "." ~ column) %}
    {% endfor %}
    {{ return(equal | join(" and ")) }}
{% endmacro %}

{# A select of what is to be remembered from now on. #}
{% macro remembered_now(name, before, changed) %}
    {% set columns = remembered_columns(name) | join(", ") %}
    {{
        return(
            "select "
            ~ columns
            ~ " from "
            ~ before[name]
            ~ " as memory where not exists (select 1 from "
            ~ changed[name]
            ~ " as changed where not changed.is_new and "
            ~ same_row(name, "changed", "memory")
            ~ ") union all select "
            ~ columns
            ~ " from "
            ~ changed[name]
            ~ " as changed where is_new"
        )
    }}
{% endmacro %}
