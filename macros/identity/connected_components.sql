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

    {%- set graph_table = scratch_relation("graph") -%}
    {%- set pointers = scratch_relation("pointers") -%}
    {%- set labels = scratch_relation("labels") -%}
    {%- set scratch = scratch_relation("scratch") -%}

    {% do replace_table(
        scratch,
        "select node_a as a, node_b as b from ("
        ~ sql
        ~ ") as edges union distinct select node_b as a, node_a as b from ("
        ~ sql
        ~ ") as edges",
    ) %}
    {% do replace_table(labels, "select distinct a as node_id, a as component from " ~ scratch) %}
    {% do replace_table(graph_table, "select a, b from " ~ scratch ~ " where a <> b") %}

    {% set state = namespace(open=true, rounds=0) %}
    {% for round in range(var("idr_max_rounds")) if state.open %}
        {% if count_rows(graph_table) == 0 %} {% set state.open = false %}
        {% else %}
            {% set state.rounds = round + 1 %}
            {% do replace_table(
                pointers,
                "select a as node, case when min(b) < a then min(b) else a end as parent from "
                ~ graph_table
                ~ " group by a",
            ) %}
            {% do jump_to_roots(pointers, scratch) %}
            {% do replace_table(
                scratch,
                "select labels.node_id, coalesce(pointers.parent, labels.component) as component from "
                ~ labels
                ~ " as labels left join "
                ~ pointers
                ~ " as pointers on pointers.node = labels.component",
            ) %}
            {% do replace_table(labels, "select node_id, component from " ~ scratch) %}
            {% do replace_table(
                scratch,
                "select distinct root_a.parent as a, root_b.parent as b from "
                ~ graph_table
                ~ " as edges inner join "
                ~ pointers
                ~ " as root_a on root_a.node = edges.a inner join "
                ~ pointers
                ~ " as root_b on root_b.node = edges.b where root_a.parent <> root_b.parent",
            ) %}
            {% do replace_table(graph_table, "select a, b from " ~ scratch) %}
        {% endif %}
    {% endfor %}
    {% if state.open and count_rows(graph_table) > 0 %}
        {% do exceptions.raise_compiler_error(
            "Connected components of "
            ~ model.name
            ~ " did not converge in "
            ~ var("idr_max_rounds")
            ~ " rounds. Raise the variable idr_max_rounds."
        ) %}
    {% endif %}

    {% call statement("main") -%}
        {{ create_table_as(false, target_relation, "select node_id, component from " ~ labels) }}
    {%- endcall %}
    {% for relation in [graph_table, pointers, labels, scratch] %} {% do drop_scratch(relation) %} {% endfor %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}

{# Replaces every parent by its root; converges because parents only ever become smaller. #}
{% macro jump_to_roots(pointers, scratch) %}
    {% set state = namespace(open=true) %}
    {% for jump in range(64) if state.open %}
        {% do replace_table(
            scratch,
            "select pointers.node, parents.parent, case when parents.parent <> pointers.parent then 1 else 0 end as moved from "
            ~ pointers
            ~ " as pointers inner join "
            ~ pointers
            ~ " as parents on parents.node = pointers.parent",
        ) %}
        {% if count_rows(scratch ~ " where moved = 1") == 0 %} {% set state.open = false %} {% endif %}
        {% do replace_table(pointers, "select node, parent from " ~ scratch) %}
    {% endfor %}
{% endmacro %}

{% macro scratch_relation(name) %}
    {{ return(this.incorporate(path={"identifier": this.identifier ~ "__" ~ name}, type="table")) }}
{% endmacro %}

{% macro replace_table(relation, select) %}
    {% do drop_scratch(relation) %} {% do run_query("create table " ~ relation ~ " as " ~ select) %}
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
