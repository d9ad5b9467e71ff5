{#
  Materialisation: the connected components of an undirected graph. The model selects edges (node_a, node_b: bigint); the table it leaves
  has one row per node: node_id, component (the smallest node_id of its component).

  Method: minimum hooking with contraction and pointer jumping (the Shiloach-Vishkin / Boruvka family). Each round lets every vertex point
  at its smallest neighbour, follows the pointers to their roots, and contracts the edges to the roots; roots at least halve every two
  rounds, so rounds grow with the logarithm of the graph, long chains included, where label propagation needs as many as the chain is
  long. Only min, group by, join and distinct: no recursion, so any SQL engine can run it.
#}
{% materialization connected_components, default %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none %} {% do adapter.drop_relation(existing) %} {% endif -%}
    {{ run_hooks(pre_hooks) }}

    {%- set labels = label_components(sql) -%}
    {% call statement("main") -%}
        {{ create_table_as(false, target_relation, "select node_id, component from " ~ labels) }}
    {%- endcall %}
    {% do drop_scratch(labels) %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}

{#
  Makes and returns a scratch table (node_id, component) with the components of the edges (node_a, node_b) that `select` yields; a node alone
  is an edge to itself. The pointers of every round are kept, and a node follows them all at the end: most nodes find their root in the
  first rounds, and need not be written again in each.
#}
{% macro label_components(select) %}
    {% set state = namespace(open=true) %}
    {% set rounds = [] %}
    {% set state.graph = replace_table(
        scratch_relation("graph"),
        "select node_a as a, node_b as b from ("
        ~ select
        ~ ") as edges union distinct select node_b as a, node_a as b from ("
        ~ select
        ~ ") as edges",
    ) %}

    {% for round in range(var("idr_max_rounds")) if state.open %}
        {% set pointers = roots_of(state.graph, "round_" ~ loop.index) %}
        {% do rounds.append(pointers) %}
        {% set state.graph = next_table(
            state.graph,
            "select distinct root_a.parent as a, root_b.parent as b from "
            ~ state.graph
            ~ " as edges inner join "
            ~ pointers
            ~ " as root_a on root_a.node = edges.a inner join "
            ~ pointers
            ~ " as root_b on root_b.node = edges.b where root_a.parent <> root_b.parent",
        ) %}
        {% set state.open = has_rows(state.graph) %}
    {% endfor %}
    {% if state.open %}
        {% do exceptions.raise_compiler_error(
            "Connected components of "
            ~ model.name
            ~ " did not converge in "
            ~ var("idr_max_rounds")
            ~ " rounds. Raise the variable idr_max_rounds."
        ) %}
    {% endif %}
    {% do drop_scratch(state.graph) %}
    {% set labels = replace_table(scratch_relation("labels"), followed(rounds)) %}
    {% for pointers in rounds %} {% do drop_scratch(pointers) %} {% endfor %}
    {{ return(labels) }}
{% endmacro %}

{# A select of every node and where the pointers of all rounds, one after the other, lead it; a root of an earlier round stays out of the later. #}
{% macro followed(rounds) -%}
    {%- set ends = [] -%}
    {%- for pointers in rounds -%} {%- do ends.insert(0, "round_" ~ loop.index ~ ".parent") -%} {%- endfor -%}
    select round_1.node as node_id, coalesce({{ ends | join(", ") }}) as component
    from {{ rounds[0] }} as round_1
    {% for pointers in rounds[1:] -%}
        left join
            {{ pointers }} as round_{{ loop.index + 1 }}
            on round_{{ loop.index + 1 }}.node = round_{{ loop.index }}.parent
    {% endfor -%}
{%- endmacro %}

{#
  Makes and returns a scratch table (node, parent): every vertex of the graph and the root it reaches when each points at its smallest
  neighbour. Jumping to the parent of one's parent's parent ends, because parents only ever become smaller; the second look on the way tells
  whether it was the last.
#}
{% macro roots_of(graph_table, name) %}
    {% set state = namespace(open=true) %}
    {% set state.pointers = replace_table(
        scratch_relation(name),
        "select a as node, case when min(b) < a then min(b) else a end as parent, 1 as moved from "
        ~ graph_table
        ~ " group by a",
    ) %}
    {% for jump in range(64) if state.open %}
        {% set state.pointers = next_table(
            state.pointers,
            "select one.node, three.parent, case when three.parent <> two.parent then 1 else 0 end as moved from "
            ~ state.pointers
            ~ " as one inner join "
            ~ state.pointers
            ~ " as two on two.node = one.parent inner join "
            ~ state.pointers
            ~ " as three on three.node = two.parent",
        ) %}
        {% set state.open = has_rows(state.pointers ~ " where moved = 1") %}
    {% endfor %}
    {{ return(state.pointers) }}
{% endmacro %}

{% macro scratch_relation(name) %}
    {{ return(this.incorporate(path={"identifier": this.identifier ~ "__" ~ name}, type="table")) }}
{% endmacro %}

{% macro replace_table(relation, select) %}
    {{ return(adapter.dispatch("replace_table", "dmp")(relation, select)) }}
{% endmacro %}

{% macro default__replace_table(relation, select) %}
    {% do drop_scratch(relation) %}
    {% do run_query("create table " ~ relation ~ " as " ~ select) %}
    {{ return(relation) }}
{% endmacro %}

{# One statement for two: a graph needs a few dozen tables, however small it is. #}
{% macro duckdb__replace_table(relation, select) %}
    {% do run_query("create or replace table " ~ relation ~ " as " ~ select) %} {{ return(relation) }}
{% endmacro %}

{#
  Makes and returns a scratch table from a select that may read `relation`, which then goes. Two names take turns, since to rename or to copy
  costs a lake as much as to compute.
#}
{% macro next_table(relation, select) %}
    {% set fresh = replace_table(other_turn(relation), select) %} {% do drop_scratch(relation) %} {{ return(fresh) }}
{% endmacro %}

{# The other of the two names that take turns. #}
{% macro other_turn(relation) %}
    {% set name = relation.identifier %}
    {{ return(relation.incorporate(path={"identifier": name[:-6] if name.endswith("__twin") else name ~ "__twin"})) }}
{% endmacro %}

{% macro drop_scratch(relation) %} {{ return(adapter.dispatch("drop_scratch", "dmp")(relation)) }} {% endmacro %}

{% macro default__drop_scratch(relation) %} {% do adapter.drop_relation(relation) %} {% endmacro %}

{# Iceberg keeps the files of a dropped table unless told otherwise; not every other format can be told. #}
{% macro spark__drop_scratch(relation) %}
    {% do run_query("drop table if exists " ~ relation ~ (" purge" if table_format() == "iceberg" else "")) %}
{% endmacro %}

{% macro has_rows(relation) %}
    {{ return(run_query("select 1 as n from " ~ relation ~ " limit 1").rows | length > 0) }}
{% endmacro %}
