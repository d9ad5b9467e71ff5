with
    arrived as (select * from {{ ref("input__refunds") }}),
    orders as (select * from {{ ref("int_orders") }}),
    rates as (select * from {{ ref("int_exchange_rates") }}),
    outlier_rules as (select * from {{ ref("outlier_rules") }} where subject = 'refund'),

    converted as (
        select
            arrived.refund_id,
            arrived.source,
            arrived.order_id,
            orders.actor_id,
            arrived.currency,
            '{{ reporting_currency() }}' as reporting_currency,
            arrived.line_no,
            arrived.quantity,
            arrived.amount,
            rates.rate_to_reporting,
            {{ in_reporting_currency("arrived.amount", "rates.rate_to_reporting") }} as amount_reporting,
            orders.gross_amount_reporting as order_amount_reporting,
            orders.order_id is not null as has_order,
            coalesce(orders.is_counted, false) as has_counted_order,
            cast(arrived.refunded_at as date) as refund_date,
            arrived.refunded_at,
            arrived.loaded_at
        from arrived
        left join orders on orders.source = arrived.source and orders.order_id = arrived.order_id
        left join rates on rates.currency = arrived.currency and rates.date_day = cast(arrived.refunded_at as date)
    ),

    -- what the order has given back so far, as a share of what it took; an order of nothing has nothing to give back
    shared as (
        select
            *,
            'refunded_share' as measure,
            sum(cast(amount_reporting as {{ type_double() }})) over (
                partition by source, order_id
                order by refunded_at asc nulls last, refund_id asc nulls last
                rows between unbounded preceding and current row
            )
            / case when has_order then greatest(order_amount_reporting, 0.0001) end as measured_value
        from converted
    ),

    judged as ({{ broken_outlier_rules("shared", ["source", "refund_id"]) }}),

    refunds as (
        select
            shared.refund_id,
            shared.source,
            shared.order_id,
            shared.actor_id,
            shared.currency,
            shared.reporting_currency,
            judged.outlier_rule,
            shared.line_no,
            shared.quantity,
            shared.amount,
            shared.rate_to_reporting,
            shared.amount_reporting,
            shared.has_order,
            judged.outlier_rule is not null as is_outlier,
            shared.has_counted_order and judged.outlier_rule is null as is_counted,
            shared.refund_date,
            shared.refunded_at,
            shared.loaded_at
        from shared
        left join judged on judged.source = shared.source and judged.refund_id = shared.refund_id
    )

select *
from refunds
