with
    arrived as (select * from {{ ref("input__refunds") }}),
    orders as (select * from {{ ref("int_orders") }}),
    rates as (select * from {{ ref("int_exchange_rates") }}),

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
            orders.order_id is not null as has_order,
            coalesce(orders.is_counted, false) as is_counted,
            cast(arrived.refunded_at as date) as refund_date,
            arrived.refunded_at,
            arrived.loaded_at
        from arrived
        left join orders on orders.source = arrived.source and orders.order_id = arrived.order_id
        left join rates on rates.currency = arrived.currency and rates.date_day = cast(arrived.refunded_at as date)
    )

select *
from converted
