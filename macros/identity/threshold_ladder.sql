{#
  Materialisation: clusters of a graph whose edges are more or less sure. The model selects edges (node_a, node_b: bigint, strength: double);
  the table it leaves has one row per node with an edge: node_id, component (the smallest node_id of its cluster), rung, is_breach.

  Method: plain components of all edges put too much together, since one wrong edge joins two people. So the clusters are the components of the
  edges of the lowest rung, and those that are not acceptable are taken apart by the next rung, which asks for stronger edges inside them. A
  cluster is acceptable when it keeps every limit (relation `limits`: node_id, limit_name, limit_value, max_values: no cluster has more than
  max_values different values of a limit) and is dense: of more than three nodes, at least the share `density` of all pairs is an edge of the
  rung. The last rung accepts everything and marks what still breaks a limit. Independent of the order of rows and of the numbers of nodes.

  meta: rungs (ascending), density (0 asks for none), limits (name of the model).
#}
{% materialization threshold_ladder, default %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none %} {% do adapter.drop_relation(existing) %} {% endif -%}
    {{ run_hooks(pre_hooks) }}

    {%- set settings = config.get("meta") -%}
    {%- set inside = scratch_relation("inside") -%}
    {%- set failed = scratch_relation("failed") -%}

    {%- set edges = replace_table(
        scratch_relation("edges"),
        "select node_a, node_b, strength from (" ~ sql ~ ") as edges where node_a <> node_b",
    ) -%}
    {%- set waiting = replace_table(
        scratch_relation("waiting"),
        "select distinct node_id, cast(0 as bigint) as component from (select node_a as node_id from "
        ~ edges
        ~ " union all select node_b as node_id from "
        ~ edges
        ~ ") as ends",
    ) -%}
    {%- set settled = replace_table(
        scratch_relation("settled"),
        "select node_id, component, cast(0 as "
        ~ type_double()
        ~ ") as rung, false as is_breach from "
        ~ waiting
        ~ " where 1 = 0",
    ) -%}

    {% set state = namespace(open=true) %}
    {% for rung in settings["rungs"] if state.open %}
        {% do replace_table(
            inside,
            "select edges.node_a, edges.node_b from "
            ~ edges
            ~ " as edges inner join "
            ~ waiting
            ~ " as one on one.node_id = edges.node_a inner join "
            ~ waiting
            ~ " as other on other.node_id = edges.node_b and other.component = one.component where edges.strength >= "
            ~ rung,
        ) %}
        {% set labels = label_components(
            "select node_a, node_b from "
            ~ inside
            ~ " union all select node_id as node_a, node_id as node_b from "
            ~ waiting
        ) %}
        {% do replace_table(
            failed,
            unacceptable_clusters(
                labels, inside, ref(settings["limits"]), 0 if loop.last else settings["density"]
            ),
        ) %}
        {% do run_query(
            "insert into "
            ~ settled
            ~ " select labels.node_id, labels.component, cast("
            ~ rung
            ~ " as "
            ~ type_double()
            ~ ") as rung, failed.component is not null as is_breach from "
            ~ labels
            ~ " as labels left join "
            ~ failed
            ~ " as failed on failed.component = labels.component"
            ~ (" where failed.component is null" if not loop.last)
        ) %}
        {% do replace_table(
            waiting,
            "select labels.node_id, labels.component from "
            ~ labels
            ~ " as labels inner join "
            ~ failed
            ~ " as failed on failed.component = labels.component",
        ) %}
        {% do drop_scratch(labels) %}
        {% set state.open = has_rows(waiting) %}
    {% endfor %}

    {% call statement("main") -%}
        {{ create_table_as(false, target_relation, "select node_id, component, rung, is_breach from " ~ settled) }}
    {%- endcall %}
    {% for relation in [edges, waiting, inside, failed, settled] %} {% do drop_scratch(relation) %} {% endfor %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}

{# The components of `labels` that break a limit or have less than the share `density` of their pairs among the edges `inside`. #}
{% macro unacceptable_clusters(labels, inside, limits, density) %}
    with
        breaking as (
            select labels.component
            from {{ labels }} as labels
            inner join {{ limits }} as limits on limits.node_id = labels.node_id
            group by labels.component, limits.limit_name
            having count(distinct limits.limit_value) > min(limits.max_values)
        ),

        sized as (select component, count(*) as n_nodes from {{ labels }} group by component),

        connected as (
            select labels.component, count(*) as n_edges
            from {{ inside }} as inside
            inner join {{ labels }} as labels on labels.node_id = inside.node_a
            group by labels.component
        ),

        sparse as (
            select sized.component
            from sized
            left join connected on connected.component = sized.component
            where
                sized.n_nodes > 3
                and coalesce(connected.n_edges, 0) < {{ density }} * sized.n_nodes * (sized.n_nodes - 1) / 2
        )

    select component
    from breaking
    union distinct
    select component
    from sparse
{% endmacro %}
