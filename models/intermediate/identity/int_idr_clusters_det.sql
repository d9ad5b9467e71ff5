with
    nodes as (select * from {{ ref("int_idr_nodes") }} where node_type = 'record'),
    components as (select * from {{ ref("int_idr_components") }}),

    -- a record without a live edge is a cluster of its own
    clusters as (
        select
            nodes.node_key as record_id,
            nodes.node_id,
            coalesce(components.component, nodes.node_id) as component,
            case components.rung when 3 then 'anchor' when 2 then 'strong' else 'all' end as rung
        from nodes
        left join components on components.node_id = nodes.node_id
    )

select *
from clusters
