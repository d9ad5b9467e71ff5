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

{# Makes and returns a scratch table (node_id, component) with the components of the edges (node_a, node_b) that `select` yields. #}
{% macro label_components(select) %}
    {% set state = namespace(open=true) %}
    {% set state.graph = replace_table(
        scratch_relation("graph"),
        "select node_a as a, node_b as b from ("
        ~ select
        ~ ") as edges union distinct select node_b as a, node_a as b from ("
        ~ select
        ~ ") as edges",
    ) %}
    {% set state.labels = replace_table(
        scratch_relation("labels"), "select distinct a as node_id, a as component from " ~ state.graph
    ) %}

    {% for round in range(var("idr_max_rounds")) if state.open %}
        {% set pointers = roots_of(state.graph) %}
        {% set state.labels = next_table(
            state.labels,
            "select labels.node_id, coalesce(pointers.parent, labels.component) as component from "
            ~ state.labels
            ~ " as labels left join "
            ~ pointers
            ~ " as pointers on pointers.node = labels.component",
        ) %}
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
        {% do drop_scratch(pointers) %}
        {% set state.open = count_rows(state.graph) > 0 %}
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
    {{ return(state.labels) }}
{% endmacro %}

{#
  Makes and returns a scratch table (node, parent): every vertex of the graph and the root it reaches when each points at its smallest
  neighbour. Jumping over one's parent ends, because parents only ever become smaller.
#}
{% macro roots_of(graph_table) %}
    {% set state = namespace(open=true) %}
    {% set state.pointers = replace_table(
        scratch_relation("pointers"),
        "select a as node, case when min(b) < a then min(b) else a end as parent, 1 as moved from "
        ~ graph_table
        ~ " group by a",
    ) %}
    {% for jump in range(64) if state.open %}
        {% set state.pointers = next_table(
            state.pointers,
            "select pointers.node, parents.parent, case when parents.parent <> pointers.parent then 1 else 0 end as moved from "
            ~ state.pointers
            ~ " as pointers inner join "
            ~ state.pointers
            ~ " as parents on parents.node = pointers.parent",
        ) %}
        {% set state.open = count_rows(state.pointers ~ " where moved = 1") > 0 %}
    {% endfor %}
    {{ return(state.pointers) }}
{% endmacro %}

{% macro scratch_relation(name) %}
    {{ return(this.incorporate(path={"identifier": this.identifier ~ "__" ~ name}, type="table")) }}
{% endmacro %}

{% macro replace_table(relation, select) %}
    {% do drop_scratch(relation) %}
    {% do run_query("create table " ~ relation ~ " as " ~ select) %}
    {{ return(relation) }}
{% endmacro %}

{#
  Makes and returns a scratch table from a select that may read `relation`, which then goes. Two names take turns, since to rename or to copy
  costs a lake as much as to compute.
#}
{% macro next_table(relation, select) %}
    {% set name = relation.identifier %}
    {% set turn = name[:-6] if name.endswith("__twin") else name ~ "__twin" %}
    {% set fresh = replace_table(relation.incorporate(path={"identifier": turn}), select) %}
    {% do drop_scratch(relation) %}
    {{ return(fresh) }}
{% endmacro %}

{% macro drop_scratch(relation) %} {{ return(adapter.dispatch("drop_scratch", "dmp")(relation)) }} {% endmacro %}

{% macro default__drop_scratch(relation) %} {% do adapter.drop_relation(relation) %} {% endmacro %}

{# Iceberg keeps the files of a dropped table unless told otherwise; not every other format can be told. #}
{% macro spark__drop_scratch(relation) %}
    {% do run_query("drop table if exists " ~ relation ~ (" purge" if table_format() == "iceberg" else "")) %}
{% endmacro %}

{% macro count_rows(relation) %}
    {{ return(run_query("select count(*) as n from " ~ relation).columns[0].values()[0]) }}
{% endmacro %}
