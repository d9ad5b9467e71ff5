{# Likely matches between contact records. What exact evidence has put together already is as sure as an edge can be. #}
with
    scored as (select * from {{ ref("int_idr_pairs_scored") }}),
    records as (select * from {{ ref("int_idr_match_records") }}),
    clusters as (select * from {{ ref("int_idr_clusters_det") }}),

    placed as (
        select records.node_id, clusters.component
        from records
        inner join clusters on clusters.node_id = records.node_id
    ),

    together as (
        select one.node_id as node_a, other.node_id as node_b
        from placed as one
        inner join placed as other on other.component = one.component and one.node_id < other.node_id
    ),

    candidates as (
        select node_a, node_b, match_probability
        from scored
        where match_probability >= {{ var("idr_rungs")[0] }}
        union all
        select node_a, node_b, 1 as match_probability
        from together
    ),

    edges as (
        select node_a, node_b, max(match_probability) as match_probability from candidates group by node_a, node_b
    )

select *
from edges
