with
    nodes as (select * from {{ ref("int_idr_nodes") }} where node_type = 'record'),
    components as (select * from {{ ref("int_idr_components") }}),
    tiers as (select last_rung, min(tier) as tier from {{ ref("int_idr_type_rungs") }} group by last_rung),

    -- a record without a live edge is a cluster of its own
    clusters as (
        select
            nodes.node_key as record_id,
            nodes.node_id,
            coalesce(components.component, nodes.node_id) as component,
            case when components.rung > 1 then coalesce(tiers.tier, 'strong') else 'all' end as rung
        from nodes
        left join components on components.node_id = nodes.node_id
        left join tiers on tiers.last_rung = components.rung
    )

select *
from clusters
