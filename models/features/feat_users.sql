with
    snapshots as (select * from {{ ref("int_feature_snapshots") }}),
    actors as (select * from {{ ref("int_actors") }}),
    revenue as (select * from {{ ref("int_revenue") }}),
    interactions as (select * from {{ ref("int_interactions") }} where interaction_type = 'purchase'),
    products as (select * from {{ ref("int_products") }}),
    events as (select * from {{ ref("int_events") }}),
    messages as (select * from {{ ref("int_messages") }}),

    known_revenue as (
        select
            actors.user_id,
            snapshots.snapshot,
            revenue.movement_type,
            revenue.amount_reporting as amount,
            {{ days_between("revenue.occurred_at", "snapshots.feature_at") }} as age_days
        from revenue
        inner join
            snapshots
            on {{ known_at("revenue", "snapshots.feature_at") }}
            and (revenue.voided_at is null or revenue.voided_at > snapshots.feature_at)
        inner join actors on actors.actor_id = revenue.actor_id
        where actors.user_id is not null
    ),

    money as (
        select
            user_id,
            snapshot,
            min(case when movement_type = 'order' then age_days end) as days_since_last_order,
            max(case when movement_type = 'order' then age_days end) as days_since_first_order,
            sum(case when movement_type = 'order' and age_days <= 365 then 1 else 0 end) as n_orders_365d,
            sum(case when age_days <= 365 then amount else 0 end) as revenue_365d,
            {{ exact_mean("case when movement_type = 'order' then amount end") }} as avg_order_value,
            sum(case when movement_type = 'order' then amount else 0 end) as gross,
            sum(case when movement_type = 'refund' then -1 * amount else 0 end) as refunded
        from known_revenue
        group by user_id, snapshot
    ),

    known_purchases as (
        select actors.user_id, snapshots.snapshot, interactions.quantity, products.category
        from interactions
        inner join
            snapshots
            on {{ known_at("interactions", "snapshots.feature_at") }}
            and (interactions.voided_at is null or interactions.voided_at > snapshots.feature_at)
            and {{ days_between("interactions.occurred_at", "snapshots.feature_at") }} <= 365
        inner join actors on actors.actor_id = interactions.actor_id
        left join products on products.item_id = interactions.item_id
        where actors.user_id is not null
    ),

    baskets as (
        select user_id, snapshot, sum(quantity) as n_items_365d, count(distinct category) as n_categories_365d
        from known_purchases
        group by user_id, snapshot
    ),

    last_events as (
        select
            actors.user_id,
            snapshots.snapshot,
            min({{ days_between("events.event_at", "snapshots.feature_at") }}) as days_since_last_event
        from events
        inner join snapshots on {{ known_at("events", "snapshots.feature_at", happened="event_at") }}
        inner join actors on events.actor_id = actors.actor_id
        where actors.user_id is not null
        group by actors.user_id, snapshots.snapshot
    ),

    -- what is counted, and the timeout before it, in which a session may have begun; read apart from last_events, for
    -- one window over all events takes 4.6 GB and twice the time at 5 million of them
    recent_events as (
        select
            actors.user_id,
            snapshots.snapshot,
            events.event_at,
            {{ days_between("events.event_at", "snapshots.feature_at") }} as age_days,
            lag(events.event_at) over (
                partition by actors.user_id, snapshots.snapshot, events.visitor_id
                order by events.event_at asc nulls last, events.source asc nulls last, events.event_id asc nulls last
            ) as previous_event_at
        from events
        inner join snapshots on {{ known_at("events", "snapshots.feature_at", happened="event_at") }}
        inner join actors on events.actor_id = actors.actor_id
        where
            actors.user_id is not null
            and {{ days_between("events.event_at", "snapshots.feature_at") }}
            <= 90 + {{ var("session_timeout_minutes") }} / 1440e0
    ),

    -- Sessions are divided anew from what was known: int_event_sessions also holds events that arrived after the
    -- instant.
    divided as (
        select
            *,
            case
                when {{ seconds_between("previous_event_at", "event_at") }} <= 60 * {{ var("session_timeout_minutes") }}
                then 0
                else 1
            end as is_session_start
        from recent_events
    ),

    counted_events as (
        select user_id, snapshot, sum(is_session_start) as n_sessions_90d, count(*) as n_events_90d
        from divided
        where age_days <= 90
        group by user_id, snapshot
    ),

    visits as (
        select
            last_events.user_id,
            last_events.snapshot,
            coalesce(counted_events.n_sessions_90d, 0) as n_sessions_90d,
            coalesce(counted_events.n_events_90d, 0) as n_events_90d,
            last_events.days_since_last_event
        from last_events
        left join
            counted_events
            on counted_events.user_id = last_events.user_id
            and counted_events.snapshot = last_events.snapshot
    ),

    known_messages as (
        select
            actors.user_id,
            snapshots.snapshot,
            messages.event_type,
            coalesce(messages.campaign_id, messages.message_event_id) as campaign_id
        from messages
        inner join snapshots on {{ known_at("messages", "snapshots.feature_at", happened="event_at") }}
        inner join actors on actors.actor_id = messages.actor_id
        where actors.user_id is not null and messages.channel = 'email'
    ),

    mailings as (
        select
            user_id,
            snapshot,
            count(distinct case when event_type in ('sent', 'delivered') then campaign_id end) as n_received,
            count(distinct case when event_type = 'clicked' then campaign_id end) as n_clicked
        from known_messages
        group by user_id, snapshot
    ),

    known_users as (
        select user_id, snapshot
        from money
        where days_since_last_order is not null
        union distinct
        select user_id, snapshot
        from visits
    ),

    users as (
        select
            known_users.user_id,
            known_users.snapshot,
            money.days_since_last_order,
            money.days_since_first_order,
            cast(coalesce(money.n_orders_365d, 0) as {{ type_double() }}) as n_orders_365d,
            cast(coalesce(money.revenue_365d, 0) as {{ type_double() }}) as revenue_365d,
            money.avg_order_value,
            cast(coalesce(baskets.n_items_365d, 0) as {{ type_double() }}) as n_items_365d,
            cast(coalesce(baskets.n_categories_365d, 0) as {{ type_double() }}) as n_categories_365d,
            cast(money.refunded as {{ type_double() }})
            / nullif(cast(money.gross as {{ type_double() }}), 0) as refund_share,
            cast(coalesce(visits.n_sessions_90d, 0) as {{ type_double() }}) as n_sessions_90d,
            cast(coalesce(visits.n_events_90d, 0) as {{ type_double() }}) as n_events_90d,
            visits.days_since_last_event,
            case
                when mailings.n_received > 0
                then least(cast(mailings.n_clicked as {{ type_double() }}) / nullif(mailings.n_received, 0), 1)
            end as email_click_share,
            snapshots.feature_at
        from known_users
        inner join snapshots on snapshots.snapshot = known_users.snapshot
        left join money on money.user_id = known_users.user_id and money.snapshot = known_users.snapshot
        left join baskets on baskets.user_id = known_users.user_id and baskets.snapshot = known_users.snapshot
        left join visits on visits.user_id = known_users.user_id and visits.snapshot = known_users.snapshot
        left join mailings on mailings.user_id = known_users.user_id and mailings.snapshot = known_users.snapshot
    )

select *
from users
