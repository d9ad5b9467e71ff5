{#
  Makes scratch tables {edges, limits} of the rows that only one of the two builds has, and whether it is this one (is_new). One join of both
  costs half of two differences.
#}
{% macro changes_since(before, selects) %}
    {% set changed = {} %}
    {% for name, select in selects.items() %}
        {% set columns = remembered_columns(name) %}
        {% set either = [] %}
        {% for column in columns %}
            {% do either.append("coalesce(fresh." ~ column ~ ", memory." ~ column ~ ") as " ~ column) %}
        {% endfor %}
        {% set made = replace_table(
            scratch_relation("changed_" ~ name),
            "select " ~ either
            | join(", ")
            ~ ", memory."
            ~ columns[0]
            ~ " is null as is_new from ("
            ~ select
            ~ ") as fresh full join "
            ~ before[name]
            ~ " as memory on "
            ~ same_row(name, "memory", "fresh")
            ~ " where memory."
            ~ columns[0]
            ~ " is null or fresh."
            ~ columns[0]
            ~ " is null",
        ) %}
        {% do changed.update({name: made}) %}
    {% endfor %}
    {{ return(changed) }}
{% endmacro %}

{#
  Makes and returns a scratch table (node_id) of every node in a region that has to be climbed again: of each edge and each limit that is in only
  one of the two builds, its nodes and all that hung together with them.
#}
{% macro touched_regions(existing, changed) %}
    {% set nodes = (
        "(select node_a as node_id from "
        ~ changed.edges
        ~ " union distinct select node_b as node_id from "
        ~ changed.edges
        ~ " union distinct select node_id from "
        ~ changed.limits
        ~ ")"
    ) %}
    {{
        return(
            replace_table(
                scratch_relation("touched"),
                "select node_id from "
                ~ nodes
                ~ " as nodes union distinct select kept.node_id from "
                ~ existing
                ~ " as kept inner join (select distinct kept.region from "
                ~ existing
                ~ " as kept inner join "
                ~ nodes
                ~ " as nodes on nodes.node_id = kept.node_id) as regions on regions.region = kept.region",
            )
        )
    }}
{% endmacro %}

{# The part of it that lies in touched regions, which no edge leaves. #}
{% macro now_touched(name, before, changed, touched) %}
    {{
        return(
            "select remembered.* from ("
            ~ remembered_now(name, before, changed)
            ~ ") as remembered inner join "
            ~ touched
            ~ " as touched on touched.node_id = remembered."
            ~ remembered_columns(name)[0]
        )
    }}
{% endmacro %}
