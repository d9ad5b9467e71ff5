with
    orders as (select * from {{ ref("int_orders") }} where not is_test and not is_outlier),
    refunds as (select * from {{ ref("int_refunds") }} where not is_outlier),

    movements as (
        select
            'order' as movement_type,
            source,
            order_id as movement_id,
            order_id,
            actor_id,
            reporting_currency,
            gross_amount_reporting as amount_reporting,
            is_counted,
            order_date as revenue_date,
            ordered_at as occurred_at,
            cancelled_loaded_at as voided_at,
            first_loaded_at as loaded_at
        from orders
        union all
        select
            'refund' as movement_type,
            refunds.source,
            refunds.refund_id as movement_id,
            refunds.order_id,
            orders.actor_id,
            refunds.reporting_currency,
            cast(-1 * refunds.amount_reporting as decimal(18, 4)) as amount_reporting,
            orders.is_counted,
            refunds.refund_date as revenue_date,
            refunds.refunded_at as occurred_at,
            orders.cancelled_loaded_at as voided_at,
            refunds.loaded_at
        from refunds
        inner join orders on orders.source = refunds.source and orders.order_id = refunds.order_id
    )

select *
from movements
