with
    events as (select * from {{ ref("int_events") }}),
    messages as (select * from {{ ref("int_messages") }}),
    order_lines as (select * from {{ ref("int_order_lines") }}),
    orders as (select * from {{ ref("int_orders") }} where not is_test and not is_outlier),
    event_weights as (select * from {{ ref("event_weights") }}),

    happened as (
        select
            source,
            event_name as interaction_type,
            event_id as interaction_id,
            actor_id,
            item_id,
            coalesce(quantity, 1) as quantity,
            event_at as occurred_at,
            cast(null as timestamp) as voided_at,
            loaded_at
        from events
        where event_name <> 'purchase'
        union all
        select
            source,
            'message_clicked' as interaction_type,
            message_event_id as interaction_id,
            actor_id,
            item_id,
            1 as quantity,
            event_at as occurred_at,
            cast(null as timestamp) as voided_at,
            loaded_at
        from messages
        where event_type = 'clicked'
        union all
        select
            order_lines.source,
            'purchase' as interaction_type,
            order_lines.order_id || '~' || cast(order_lines.line_no as {{ dbt.type_string() }}) as interaction_id,
            orders.actor_id,
            order_lines.item_id,
            order_lines.quantity,
            orders.ordered_at as occurred_at,
            orders.cancelled_loaded_at as voided_at,
            order_lines.loaded_at
        from order_lines
        inner join orders on orders.source = order_lines.source and orders.order_id = order_lines.order_id
    ),

    weighted as (
        select
            happened.source,
            happened.interaction_type,
            happened.interaction_id,
            happened.actor_id,
            happened.item_id,
            cast(happened.quantity as decimal(18, 4)) as quantity,
            event_weights.event_weight,
            happened.occurred_at,
            happened.voided_at,
            happened.loaded_at
        from happened
        inner join event_weights on event_weights.interaction_type = happened.interaction_type
        where happened.item_id is not null
    )

select *
from weighted
