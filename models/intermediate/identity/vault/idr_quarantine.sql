{{ config(alias="quarantine") }}

with
    clusters as (select * from {{ ref("idr_clusters") }}),
    breaches as (select * from {{ ref("int_idr_breaches") }}),
    growth as (select * from {{ ref("int_idr_growth") }} where is_held),
    user_map as (select * from {{ ref("idr_user_map") }}),

    held as (
        select
            cluster_id,
            'growth' as reason,
            'held' as action,
            case when n_gained > {{ var("idr_growth_records") }} then n_gained else n_absorbed end as n_found,
            case
                when n_gained > {{ var("idr_growth_records") }}
                then {{ var("idr_growth_records") }}
                else {{ var("idr_growth_users") }}
            end as n_allowed
        from growth
    ),

    found as (
        select *
        from breaches
        union all
        select *
        from held
    ),

    sized as (select cluster_id, count(*) as n_records from clusters group by cluster_id),

    quarantined as (
        select
            found.cluster_id,
            found.reason,
            found.action,
            coalesce(growth.user_id, user_map.user_id) as user_id,
            -- a cluster bears the id of its first record
            found.cluster_id as sample_record,
            found.n_found,
            cast(found.n_allowed as bigint) as n_allowed,
            sized.n_records
        from found
        inner join sized on sized.cluster_id = found.cluster_id
        inner join user_map on user_map.record_id = found.cluster_id
        left join growth on growth.cluster_id = found.cluster_id
    )

select *
from quarantined
