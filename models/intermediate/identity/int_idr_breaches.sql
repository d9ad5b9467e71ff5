{#
  What the ladders could not put right: they stop at their last rung and leave together what still belongs together there. Limits are counted over
  all evidence of a cluster, that which a rung gave up included.
#}
with
    clusters as (select * from {{ ref("idr_clusters") }}),
    exact as (select * from {{ ref("int_idr_clusters_det") }}),
    components as (select * from {{ ref("int_idr_components") }}),
    component_limits as (select * from {{ ref("int_idr_node_limits") }}),
    likely as (select * from {{ ref("int_idr_clusters_prob") }}),
    likely_limits as (select * from {{ ref("int_idr_limits") }}),
    records as (select * from {{ ref("int_idr_records") }}),

    placed as (
        select exact.node_id, exact.component, clusters.record_id, clusters.cluster_id
        from clusters
        inner join exact on exact.record_id = clusters.record_id
    ),

    marked as (
        select placed.cluster_id
        from placed
        inner join components on components.component = placed.component
        where components.is_breach
        union distinct
        select placed.cluster_id
        from placed
        inner join likely on likely.node_id = placed.node_id
        where likely.is_breach
    ),

    component_homes as (select distinct component, cluster_id from placed),

    limited as (
        select
            component_homes.cluster_id,
            component_limits.limit_name,
            component_limits.limit_value,
            component_limits.max_values
        from component_limits
        inner join components on components.node_id = component_limits.node_id
        inner join component_homes on component_homes.component = components.component
        union all
        select placed.cluster_id, likely_limits.limit_name, likely_limits.limit_value, likely_limits.max_values
        from likely_limits
        inner join placed on placed.node_id = likely_limits.node_id
    ),

    over_limit as (
        select
            cluster_id,
            case
                when split_part(limit_name, ' ', 1) = 'source'
                then 'source_' || split_part(limit_name, ' ', 2)
                when split_part(limit_name, ' ', 1) = 'cannot_link'
                then 'cannot_link'
                else 'limit_' || limit_name
            end as reason,
            count(distinct limit_value) as n_found,
            min(max_values) as n_allowed
        from limited
        group by cluster_id, limit_name
        having count(distinct limit_value) > min(max_values)
    ),

    births as (
        select distinct clusters.cluster_id, cast(records.birth_date as {{ dbt.type_string() }}) as birth_day
        from clusters
        inner join records on records.record_id = clusters.record_id
        where records.birth_date is not null
    ),

    counted_births as (select *, count(*) over (partition by cluster_id) as n_days from births),

    -- one or two slips of the pen are the same date
    born_apart as (
        select distinct one.cluster_id, 'birth_date' as reason, one.n_days as n_found, 1 as n_allowed
        from counted_births as one
        inner join counted_births as other on other.cluster_id = one.cluster_id and other.birth_day > one.birth_day
        where {{ edits_up_to("one.birth_day", "other.birth_day", 2) }} > 2
    ),

    found as (
        select cluster_id, reason, max(n_found) as n_found, min(n_allowed) as n_allowed
        from over_limit
        group by cluster_id, reason
        union all
        select cluster_id, reason, n_found, n_allowed
        from born_apart
    ),

    judged as (
        select
            found.cluster_id,
            found.reason,
            case
                when marked.cluster_id is not null or found.reason = 'birth_date' then 'flagged' else 'split'
            end as action,
            cast(found.n_found as bigint) as n_found,
            cast(found.n_allowed as bigint) as n_allowed
        from found
        left join marked on marked.cluster_id = found.cluster_id
    )

select *
from judged
