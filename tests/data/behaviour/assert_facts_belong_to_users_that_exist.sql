-- After a merge no event, session, order or consent stays with the id that was merged away.
with
    users as (select distinct user_id from {{ ref("idr_user_map") }}),

    owners as (
        select 'events' as fact, user_id
        from {{ ref("events") }}
        union distinct
        select 'sessions' as fact, user_id
        from {{ ref("sessions") }}
        union distinct
        select 'orders' as fact, user_id
        from {{ ref("orders") }}
        union distinct
        select 'order_lines' as fact, user_id
        from {{ ref("order_lines") }}
        union distinct
        select 'consents_current' as fact, user_id
        from {{ ref("consents_current") }}
    )

select owners.fact, owners.user_id
from owners
left join users on owners.user_id = users.user_id
where owners.user_id is not null and users.user_id is null
