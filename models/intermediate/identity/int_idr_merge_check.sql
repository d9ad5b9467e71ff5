{# The kill switch, read by idr_assignment_log before it writes (macro refuse_mass_merge). #}
with
    standing as (select * from {{ ref("int_idr_standing") }}),
    growth as (select * from {{ ref("int_idr_growth") }} where not is_held),
    clusters as (select * from {{ ref("int_idr_accepted_clusters") }}),

    sizes_before as (select user_id, count(*) as n_records from standing group by user_id),
    sizes_after as (select cluster_id, count(*) as n_records from clusters group by cluster_id),

    users_before as (select count(distinct case when is_known then user_id end) as n_users from standing),
    merged as (select coalesce(sum(n_absorbed), 0) as n_users from growth),
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
