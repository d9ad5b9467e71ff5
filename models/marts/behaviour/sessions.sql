{{ config(**upsert(key=["session_id"], rows_of="int_sessions")) }}

with
    facts as (select * from {{ ref("int_sessions") }}),
    actors as (select * from {{ ref("int_actors") }}),

    sessions as (
        select
            facts.session_id,
            actors.user_id,
            {{ user_at_first_sight("actors.user_id") }} as user_id_at_event,
            facts.visitor_id,
            facts.source,
            facts.landing_page_url,
            facts.referrer_host,
            facts.utm_source,
            facts.utm_medium,
            facts.utm_campaign,
            facts.utm_term,
            facts.utm_content,
            facts.country,
            facts.n_events,
            facts.n_pages,
            facts.n_product_views,
            facts.n_cart_adds,
            facts.n_orders,
            facts.duration_seconds,
            {{ weekday("facts.session_date") }} as session_weekday,
            facts.session_date,
            facts.started_at,
            facts.ended_at,
            facts.loaded_at
        from facts
        left join actors on actors.actor_id = facts.actor_id {{ first_sight_join("facts", key=["session_id"]) }}
    )

select *
from sessions {{ except_kept() }}
