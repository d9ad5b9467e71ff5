with
    standing as (select * from {{ ref("int_idr_standing") }}),
    user_map as (select * from {{ ref("idr_user_map") }}),
    history as (select * from {{ ref("idr_history") }}),
    redirects as (select * from {{ ref("idr_redirects") }}),

    changed as (
        select user_map.record_id, standing.user_id as from_user, user_map.user_id as to_user, user_map.since_run
        from user_map
        inner join standing on standing.record_id = user_map.record_id
        where standing.user_id <> user_map.user_id
    ),

    explained as (
        select
            changed.record_id,
            changed.from_user,
            changed.to_user,
            coalesce(history.event, case when redirects.old_user_id is not null then 'redirect' end) as event
        from changed
        left join
            history
            on history.run_no = changed.since_run
            and history.from_user = changed.from_user
            and history.to_user = changed.to_user
        left join redirects on redirects.old_user_id = changed.from_user and redirects.new_user_id = changed.to_user
    )

select *
from explained
