with
    joined as (select * from {{ ref("int_idr_clusters_joined") }}),
    limits as (select * from {{ ref("int_idr_parting_limits") }}),
    parted as (select * from {{ ref("int_idr_parted") }}),

    open as (select distinct cluster_node, is_matched from limits),

    settled as (
        select
            joined.record_id,
            case
                when open.cluster_node is not null
                then coalesce(parted.component, joined.node_id)
                else joined.cluster_node
            end as cluster_node,
            case
                when open.cluster_node is not null then 'parted' when joined.is_matched then 'matched' else 'exact'
            end as kind,
            case when open.cluster_node is not null then 'cannot_link' else joined.rung end as rung
        from joined
        left join open on open.cluster_node = joined.cluster_node and open.is_matched = joined.is_matched
        left join parted on parted.node_id = joined.node_id
    ),

    -- named by its smallest record: node numbers change when records arrive, record ids do not
    named as (select record_id, min(record_id) over (partition by kind, cluster_node) as cluster_id, rung from settled)

select *
from named
