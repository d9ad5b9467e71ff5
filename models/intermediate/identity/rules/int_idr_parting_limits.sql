with
    links as (select * from {{ ref("int_idr_manual_links") }} where kind = 'cannot_link'),
    clusters as (select * from {{ ref("int_idr_clusters_joined") }}),

    broken as (
        select
            links.rule_id,
            links.record_a,
            links.record_b,
            one.node_id as node_a,
            other.node_id as node_b,
            one.cluster_node,
            one.is_matched
        from links
        inner join clusters as one on one.record_id = links.record_a
        inner join clusters as other on other.record_id = links.record_b
        where one.cluster_node = other.cluster_node and one.is_matched = other.is_matched
    ),

    limits as (
        select
            rule_id,
            record_a as record_id,
            'cannot_link ' || rule_id as limit_name,
            'a' as limit_value,
            node_a as node_id,
            1 as max_values,
            cluster_node,
            is_matched
        from broken
        union all
        select
            rule_id,
            record_b as record_id,
            'cannot_link ' || rule_id as limit_name,
            'b' as limit_value,
            node_b as node_id,
            1 as max_values,
            cluster_node,
            is_matched
        from broken
    )

select *
from limits
