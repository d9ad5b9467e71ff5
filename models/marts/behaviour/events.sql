{{ config(**upsert(key=["source", "event_id"], rows_of="int_events")) }}

with
    facts as (select * from {{ ref("int_events") }}),
    event_sessions as (select * from {{ ref("int_event_sessions") }}),
    actors as (select * from {{ ref("int_actors") }}),

    events as (
        select
            facts.event_id,
            facts.source,
            actors.user_id,
            {{ user_at_first_sight("actors.user_id") }} as user_id_at_event,
            facts.visitor_id,
            event_sessions.session_id,
            facts.item_id,
            facts.order_id,
            facts.event_name,
            facts.page_url,
            facts.referrer_host,
            facts.utm_source,
            facts.utm_medium,
            facts.utm_campaign,
            facts.utm_term,
            facts.utm_content,
            facts.country,
            facts.currency,
            facts.quantity,
            facts.price,
            facts.value,
            facts.event_date,
            facts.event_at,
            facts.loaded_at
        from facts
        inner join event_sessions on event_sessions.source = facts.source and event_sessions.event_id = facts.event_id
        left join actors on actors.actor_id = facts.actor_id {{ first_sight_join("facts", key=["source", "event_id"]) }}
    )

select *
from events {{ except_kept() }}
