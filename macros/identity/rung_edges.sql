{#
  The live edges of one rung of the tier ladder: of the components of the rung before, those that hold more values of a type than one
  person may have (idr_id_types.max_per_user) are taken apart again by the stronger tiers alone; all others stay as they are. The node of
  every record is kept, as an edge to itself, so that a record without a live edge is a component of its own.
#}
{% macro rung_edges(previous, tiers) %}
    with
        edges as (select * from {{ ref("int_idr_edges_det") }} where status = 'live'),
        id_types as (select * from {{ ref("idr_id_types") }}),
        components as (select * from {{ ref(previous) }}),

        counted as (
            select components.component, edges.id_type, count(distinct edges.id_value) as n_values
            from components
            inner join edges on components.node_id = edges.node_a
            group by components.component, edges.id_type
        ),

        breached as (
            select distinct counted.component
            from counted
            inner join id_types on counted.id_type = id_types.id_type
            where counted.n_values > id_types.max_per_user
        ),

        -- an edge that an earlier rung gave up joins two components and stays given up
        kept as (
            select edges.node_a, edges.node_b
            from edges
            inner join components on edges.node_a = components.node_id
            inner join components as identifier_components on edges.node_b = identifier_components.node_id
            left join breached on components.component = breached.component
            where
                components.component = identifier_components.component
                and (
                    breached.component is null
                    or edges.tier in ({% for tier in tiers %}'{{ tier }}'{{ ", " if not loop.last }}{% endfor %})
                )
        ),

        loops as (select node_id as node_a, node_id as node_b from components)

    select *
    from kept
    union all
    select *
    from loops
{% endmacro %}
