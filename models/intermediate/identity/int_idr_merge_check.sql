{#
  The kill switch, read by idr_assignment_log before it writes (macro refuse_mass_merge). Sizes leave out records that carry an account: those are
  joined by it, and a busy customer is no alarm.
#}
with
    standing as (select * from {{ ref("int_idr_standing") }}),
    growth as (select * from {{ ref("int_idr_growth") }}),
    clusters as (select * from {{ ref("int_idr_accepted_clusters") }}),
    accounts as (
        select distinct record_id from {{ ref("int_idr_evidence") }} where id_type = 'user_id' and cut_reason is null
    ),

    sizes_before as (
        select standing.user_id, count(*) as n_records
        from standing
        left join accounts on accounts.record_id = standing.record_id
        where accounts.record_id is null
        group by standing.user_id
    ),

    sizes_after as (
        select clusters.cluster_id, count(*) as n_records
        from clusters
        left join accounts on accounts.record_id = clusters.record_id
        left join growth on growth.cluster_id = clusters.cluster_id and growth.is_released
        where accounts.record_id is null and growth.cluster_id is null
        group by clusters.cluster_id
    ),

    users_before as (select count(distinct case when is_known then user_id end) as n_users from standing),
    merged as (select coalesce(sum(n_absorbed), 0) as n_users from growth where not is_held and not is_released),
    largest_before as (select coalesce(max(n_records), 0) as n_records from sizes_before),
    largest_after as (select coalesce(max(n_records), 0) as n_records from sizes_after),

    measured as (
        select
            users_before.n_users as n_users_before,
            cast(merged.n_users as bigint) as n_merged,
            largest_before.n_records as n_largest_before,
            largest_after.n_records as n_largest_after
        from users_before
        cross join merged
        cross join largest_before
        cross join largest_after
    ),

    judged as (
        select
            *,
            (
                n_users_before >= {{ var("idr_guard_floor") }}
                and n_merged > {{ var("idr_max_merged_share") }} * n_users_before
            )
            or (
                n_largest_before > 0
                and n_largest_after > {{ var("idr_guard_floor") }}
                and n_largest_after >= 2 * n_largest_before
            ) as is_too_much
        from measured
    )

select *
from judged
