with
    nodes as (select * from {{ ref("int_idr_nodes") }} where node_type = 'record'),
    components as (select * from {{ ref("int_idr_components") }}),

    -- a record without a live edge is a cluster of its own
    placed as (
        select nodes.node_key, coalesce(components.component, nodes.node_id) as component, components.rung
        from nodes
        left join components on components.node_id = nodes.node_id
    ),

    -- named by its smallest record: node numbers change when records arrive, record ids do not
    named as (
        select
            node_key as record_id,
            min(node_key) over (partition by component) as cluster_id,
            case rung when 3 then 'anchor' when 2 then 'strong' else 'all' end as rung
        from placed
    )

select *
from named
