with
    limits as (select * from {{ ref("int_idr_parting_limits") }}),
    groups as (select * from {{ ref("int_idr_manual_groups") }}),
    clusters as (select * from {{ ref("int_idr_clusters_joined") }}),
    components as (select * from {{ ref("int_idr_components") }}),
    edges as (select * from {{ ref("int_idr_edges_det") }} where status = 'live'),
    pairs as (select * from {{ ref("int_idr_pairs_scored") }}),

    members as (
        select clusters.*
        from clusters
        inner join
            (select distinct cluster_node, is_matched from limits) as open
            on open.cluster_node = clusters.cluster_node
            and open.is_matched = clusters.is_matched
    ),

    -- a side is its record with all that must_links declare the same person
    sides as (
        select limits.rule_id, limits.limit_value as side, members.node_id
        from limits
        left join groups on groups.node_id = limits.record_id
        inner join members on members.cluster_node = limits.cluster_node and members.is_matched = limits.is_matched
        left join groups as others on others.node_id = members.record_id
        where members.record_id = limits.record_id or others.component = groups.component
    ),

    leaving as (select node_id, min(rule_id) as rule_id from sides where side = 'b' group by node_id),

    -- those that hold the cluster together: the ladder of tiers has given up the others
    exact as (
        select edges.node_a, edges.node_b, edges.record_id, edges.id_type, edges.id_value, edges.tier
        from edges
        inner join members on members.node_id = edges.node_a
        inner join components as one on one.node_id = edges.node_a
        inner join components as other on other.node_id = edges.node_b and other.component = one.component
    ),

    exact_shared as (
        select other.node_a, other.node_b, min(away.rule_id) as rule_id
        from sides as away
        inner join sides as home on home.rule_id = away.rule_id and home.side = 'a'
        inner join exact as other on other.node_a = away.node_id
        inner join exact as one on one.node_a = home.node_id and one.node_b = other.node_b
        where away.side = 'b' and other.tier <> 'manual'
        group by other.node_a, other.node_b
    ),

    exact_judged as (
        select
            exact.node_a,
            exact.node_b,
            exact.record_id,
            exact.id_type,
            exact.id_value,
            coalesce(exact_shared.rule_id, leaving.rule_id) as rule_id,
            case
                when exact.tier = 'manual' or leaving.node_id is null
                then 3
                when exact_shared.node_a is not null
                then 0
                when exact.tier = 'anchor'
                then 2
                else 1
            end as strength
        from exact
        left join leaving on leaving.node_id = exact.node_a
        left join exact_shared on exact_shared.node_a = exact.node_a and exact_shared.node_b = exact.node_b
    ),

    likely as (
        select pairs.node_a, pairs.node_b
        from pairs
        inner join members as one on one.node_id = pairs.node_a
        inner join
            members as other
            on other.node_id = pairs.node_b
            and other.cluster_node = one.cluster_node
            and other.is_matched = one.is_matched
        where pairs.match_probability >= one.match_rung
    ),

    likely_shared as (
        select likely.node_a, likely.node_b, min(one.rule_id) as rule_id
        from likely
        inner join sides as one on one.node_id = likely.node_a
        inner join sides as other on other.node_id = likely.node_b and other.rule_id = one.rule_id
        where one.side <> other.side
        group by likely.node_a, likely.node_b
    ),

    likely_judged as (
        select
            likely.node_a,
            likely.node_b,
            cast(null as {{ dbt.type_string() }}) as record_id,
            'match' as id_type,
            cast(null as {{ dbt.type_string() }}) as id_value,
            coalesce(likely_shared.rule_id, least(one.rule_id, other.rule_id)) as rule_id,
            case
                when likely_shared.node_a is not null
                then 0
                when one.node_id is null and other.node_id is null
                then 3
                else 1
            end as strength
        from likely
        left join leaving as one on one.node_id = likely.node_a
        left join leaving as other on other.node_id = likely.node_b
        left join likely_shared on likely_shared.node_a = likely.node_a and likely_shared.node_b = likely.node_b
    ),

    judged as (
        select *
        from exact_judged
        union all
        select *
        from likely_judged
    )

select *
from judged
