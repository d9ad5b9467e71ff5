{{ config(alias="redirects") }}

with
    log as (select * from {{ ref("idr_assignment_log") }}),
    user_map as (select * from {{ ref("idr_user_map") }}),

    living as (select distinct user_id from user_map),

    retired as (
        select log.user_id, max(log.run_no) as last_gain
        from log
        left join living on log.user_id = living.user_id
        where log.user_id is not null and living.user_id is null
        group by log.user_id
    ),

    -- to whoever holds most of the records it ever had: always a living user, so redirects never chain
    successors as (
        select
            retired.user_id as old_user_id, user_map.user_id as new_user_id, count(distinct log.record_id) as n_records
        from retired
        inner join log on retired.user_id = log.user_id
        inner join user_map on log.record_id = user_map.record_id
        group by retired.user_id, user_map.user_id
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by old_user_id order by n_records desc nulls last, new_user_id asc nulls last
            ) as choice
        from successors
    ),

    departures as (
        select held.user_id as old_user_id, max(log.run_no) as run_no
        from log as held
        inner join retired on held.user_id = retired.user_id
        inner join log on held.record_id = log.record_id and log.run_no > held.run_no
        group by held.user_id
    ),

    runs as (select distinct run_no, run_id from log),

    redirected as (
        select ranked.old_user_id, ranked.new_user_id, runs.run_id, 'merge' as reason, departures.run_no
        from ranked
        inner join departures on ranked.old_user_id = departures.old_user_id
        inner join runs on departures.run_no = runs.run_no
        where ranked.choice = 1
    )

select *
from redirected
