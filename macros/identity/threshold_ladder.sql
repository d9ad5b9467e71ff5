{#
  Materialisation: clusters of a graph whose edges are more or less sure. The model selects edges (node_a, node_b: bigint, strength: double);
  the table it leaves has one row per node with an edge that reaches the lowest rung: node_id, component (the smallest node_id of its cluster),
  region (that of all that hangs together on the lowest rung), rung, is_breach, ladder (the settings that made it).

  Method: plain components of all edges put too much together, since one wrong edge joins two people. So the clusters are the components of the
  edges of the lowest rung, and those that are not acceptable (unacceptable_clusters) are taken apart by the next rung, which asks for
  stronger edges inside them. The last rung accepts everything and marks what still breaks a limit. Independent of the order of rows and of the
  numbers of nodes.

  From the second build on only regions with an edge or a limit that is new, changed or gone are climbed again (touched_regions): what happens
  in one region depends on nothing outside it, so the result is that of a build from scratch.

  meta: rungs (ascending), density (0 asks for none), limits (name of the model).
#}
{% materialization threshold_ladder, default %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}

    {%- set settings = config.get("meta") -%}
    {%- set ladder = "rungs " ~ settings["rungs"] | join(", ") ~ "; density " ~ settings["density"] -%}
    {%- set selects = {
        "edges": "select node_a, node_b, cast(strength as "
        ~ type_double()
        ~ ") as strength from ("
        ~ sql
        ~ ") as edges where node_a <> node_b and strength >= "
        ~ settings["rungs"][0],
        "limits": "select node_id, limit_name, limit_value, max_values from " ~ ref(settings["limits"]),
    } -%}
    {%- set before = ladder_memory(existing, ladder) -%}
    {%- set settled = replace_table(
        scratch_relation("settled"),
        "select cast(null as bigint) as node_id, cast(null as bigint) as component, cast(null as bigint) as region, cast(null as "
        ~ type_double()
        ~ ") as rung, false as is_breach from (select 1 as one) as nothing where 1 = 0",
    ) -%}
    {% if before.is_known %}
        {%- set changed = changes_since(before, selects) -%}
        {%- set touched = touched_regions(existing, changed) -%}
        {%- set edges = replace_table(
            scratch_relation("open_edges"), now_touched("edges", before, changed, touched)
        ) -%}
        {%- set limits = replace_table(
            scratch_relation("open_limits"), now_touched("limits", before, changed, touched)
        ) -%}
        {% do climb(edges, limits, settled, settings["rungs"], settings["density"]) %}
        {% do settle_changes(target_relation, settled, touched, before, changed, ladder) %}
        {% for relation in [edges, limits, touched, changed.edges, changed.limits] %}
            {% do drop_scratch(relation) %}
        {% endfor %}
    {% else %}
        {%- set edges = replace_table(scratch_relation("edges"), selects.edges) -%}
        {%- set limits = replace_table(scratch_relation("limits"), selects.limits) -%}
        {% do climb(edges, limits, settled, settings["rungs"], settings["density"]) %}
        {% call statement("main") -%} {{ create_table_as(false, target_relation, on_ladder(settled, ladder)) }}
        {%- endcall %}
    {% endif %}
    {% do drop_scratch(settled) %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}

{# Climbs the rungs with the edges (node_a, node_b, strength) and adds every node to the table `settled`. #}
{% macro climb(edges, limits, settled, rungs, density) %}
    {%- set inside = scratch_relation("inside") -%}
    {%- set failed = scratch_relation("failed") -%}
    {%- set state = namespace(open=true) -%}
    {%- set state.waiting = replace_table(
        scratch_relation("waiting"),
        "select distinct node_id, cast(0 as bigint) as component, cast(null as bigint) as region from (select node_a as node_id from "
        ~ edges
        ~ " union all select node_b as node_id from "
        ~ edges
        ~ ") as ends",
    ) -%}
    {% set state.open = has_rows(state.waiting) %}
    {% for rung in rungs %}
        {% if state.open %}  {# not a condition of the loop: it would ask one turn too early #}
            {% set is_last = loop.last %}
            {% do replace_table(
                inside,
                "select edges.node_a, edges.node_b from "
                ~ edges
                ~ " as edges inner join "
                ~ state.waiting
                ~ " as one on one.node_id = edges.node_a inner join "
                ~ state.waiting
                ~ " as other on other.node_id = edges.node_b and other.component = one.component where edges.strength >= "
                ~ rung,
            ) %}
            {% set labels = label_components(
                "select node_a, node_b from "
                ~ inside
                ~ " union all select node_id as node_a, node_id as node_b from "
                ~ state.waiting
            ) %}
            {% do replace_table(failed, unacceptable_clusters(labels, inside, limits, 0 if is_last else density)) %}
            {% set judged = (
                "select labels.node_id, labels.component, coalesce(waiting.region, labels.component) as region, "
                ~ "failed.component is not null as is_breach from "
                ~ labels
                ~ " as labels inner join "
                ~ state.waiting
                ~ " as waiting on waiting.node_id = labels.node_id left join "
                ~ failed
                ~ " as failed on failed.component = labels.component"
            ) %}
            {% do run_query(
            "insert into "
            ~ settled
            ~ " select node_id, component, region, cast("
            ~ rung
            ~ " as "
            ~ type_double()
            ~ ") as rung, is_breach from ("
            ~ judged
            ~ ") as judged"
            ~ (" where not is_breach" if not is_last)
        ) %}
            {% set state.open = not is_last and has_rows(failed) %}
            {% if state.open %}
                {% set state.waiting = next_table(
                    state.waiting,
                    "select node_id, component, region from (" ~ judged ~ ") as judged where is_breach",
                ) %}
            {% endif %}
            {% do drop_scratch(labels) %}
        {% endif %}
    {% endfor %}
    {% for relation in [state.waiting, inside, failed] %} {% do drop_scratch(relation) %} {% endfor %}
{% endmacro %}
