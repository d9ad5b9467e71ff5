with
    arrived as (select * from {{ ref("input__order_lines") }}),
    orders as (select * from {{ ref("int_orders") }}),
    refunds as (select * from {{ ref("int_refunds") }} where not is_outlier),

    refunded as (
        select
            source,
            order_id,
            line_no,
            cast(sum(amount_reporting) as decimal(18, 4)) as refunded_amount_reporting,
            cast(sum(coalesce(quantity, 0)) as decimal(18, 4)) as refunded_quantity
        from refunds
        where line_no is not null
        group by source, order_id, line_no
    ),

    totalled as (
        select *, {{ line_total("quantity", "unit_price", "coalesce(discount_amount, 0)") }} as line_amount from arrived
    ),

    priced as (
        select
            totalled.order_id,
            totalled.source,
            totalled.item_id,
            orders.actor_id,
            orders.currency,
            '{{ reporting_currency() }}' as reporting_currency,
            totalled.line_no,
            totalled.quantity,
            totalled.unit_price,
            coalesce(totalled.discount_amount, 0) as discount_amount,
            totalled.line_amount,
            {{ in_reporting_currency("totalled.line_amount", "orders.rate_to_reporting") }} as line_amount_reporting,
            coalesce(refunded.refunded_quantity, 0) as refunded_quantity,
            coalesce(refunded.refunded_amount_reporting, 0) as refunded_amount_reporting,
            orders.order_id is not null as has_order,
            coalesce(orders.is_counted, false) as is_counted,
            orders.order_date,
            orders.ordered_at,
            totalled.loaded_at
        from totalled
        left join orders on totalled.source = orders.source and totalled.order_id = orders.order_id
        left join
            refunded
            on totalled.source = refunded.source
            and totalled.order_id = refunded.order_id
            and totalled.line_no = refunded.line_no
    )

select *
from priced
