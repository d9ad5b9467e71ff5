{# Between clusters of exact evidence, not records: what shares an identifier is one node here, and its best pair speaks for it. #}
with
    scored as (select * from {{ ref("int_idr_pairs_scored") }}),
    records as (select * from {{ ref("int_idr_match_records") }}),
    clusters as (select * from {{ ref("int_idr_clusters_det") }}),

    placed as (
        select records.node_id, clusters.component
        from records
        inner join clusters on clusters.record_id = records.record_id
    ),

    between as (
        select
            least(one.component, other.component) as node_a,
            greatest(one.component, other.component) as node_b,
            scored.match_probability,
            scored.match_weight
        from scored
        inner join placed as one on one.node_id = scored.node_a
        inner join placed as other on other.node_id = scored.node_b
        where one.component <> other.component
    ),

    edges as (
        select node_a, node_b, max(match_probability) as match_probability, max(match_weight) as match_weight
        from between
        where match_probability >= {{ var("idr_rungs")[0] }}
        group by node_a, node_b
    )

select *
from edges
