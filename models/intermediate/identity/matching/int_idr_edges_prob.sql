{# Likely matches between contact records. What exact evidence has put together already is as sure as an edge can be. #}
with
    scored as (select * from {{ ref("int_idr_pairs_scored") }}),
    records as (select * from {{ ref("int_idr_match_records") }}),
    clusters as (select * from {{ ref("int_idr_clusters_det") }}),
    -- a rule parts on the ladder alone: without its edge a cluster may be dense enough where it was taken apart, and
    -- a cannot_link would join
    limits as (select * from {{ ref("int_idr_limits") }} where max_values = 1 and limit_name not like 'cannot_link %'),

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

    likely as (select * from scored where match_probability >= {{ match_rungs()[0] }}),

    -- two records of a source that holds one per person, or of two accounts, are two people, however alike
    contradicting as (
        select distinct likely.node_a, likely.node_b
        from likely
        inner join limits as one on one.node_id = likely.node_a
        inner join limits as other on other.node_id = likely.node_b and other.limit_name = one.limit_name
        where one.limit_value <> other.limit_value
    ),

    candidates as (
        select likely.node_a, likely.node_b, likely.match_probability
        from likely
        left join contradicting on contradicting.node_a = likely.node_a and contradicting.node_b = likely.node_b
        where contradicting.node_a is null
        union all
        select node_a, node_b, 1 as match_probability
        from together
    ),

    edges as (
        select node_a, node_b, max(match_probability) as match_probability from candidates group by node_a, node_b
    )

select *
from edges
