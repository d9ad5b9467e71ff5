{{ config(**upsert(key=["session_id"], rows_of="int_event_sessions")) }}

with
    events as (select * from {{ ref("int_events") }}),
    event_sessions as (select * from {{ ref("int_event_sessions") }}),

    steps as (
        select event_sessions.session_id, event_sessions.event_no, events.*
        from events
        inner join event_sessions on event_sessions.source = events.source and event_sessions.event_id = events.event_id
    ),

    measured as (
        select
            session_id,
            min(visitor_id) as visitor_id,
            cast(count(*) as bigint) as n_events,
            cast(sum(case when event_name in ('page_viewed', 'screen_viewed') then 1 else 0 end) as bigint) as n_pages,
            cast(sum(case when event_name = 'product_viewed' then 1 else 0 end) as bigint) as n_product_views,
            cast(sum(case when event_name = 'product_added' then 1 else 0 end) as bigint) as n_cart_adds,
            cast(sum(case when event_name = 'order_completed' then 1 else 0 end) as bigint) as n_orders,
            min(case when account_id is not null or email is not null then event_no end) as login_event_no,
            min(case when utm_source is not null or click_id is not null then event_no end) as campaign_event_no,
            min(event_at) as started_at,
            max(event_at) as ended_at,
            max(loaded_at) as loaded_at
        from steps
        group by session_id
    ),

    sessions as (
        select
            measured.session_id,
            measured.visitor_id,
            coalesce(logins.actor_id, landings.actor_id) as actor_id,
            landings.source,
            landings.page_url as landing_page_url,
            landings.referrer_host,
            campaigns.utm_source,
            campaigns.utm_medium,
            campaigns.utm_campaign,
            campaigns.utm_term,
            campaigns.utm_content,
            campaigns.click_id,
            landings.country,
            measured.n_events,
            measured.n_pages,
            measured.n_product_views,
            measured.n_cart_adds,
            measured.n_orders,
            {{ seconds_between("measured.started_at", "measured.ended_at") }} as duration_seconds,
            cast(measured.started_at as date) as session_date,
            measured.started_at,
            measured.ended_at,
            measured.loaded_at
        from measured
        inner join steps as landings on landings.session_id = measured.session_id and landings.event_no = 1
        left join
            steps as logins on logins.session_id = measured.session_id and logins.event_no = measured.login_event_no
        left join
            steps as campaigns
            on campaigns.session_id = measured.session_id
            and campaigns.event_no = measured.campaign_event_no
    )

select *
from sessions {{ except_kept() }}
