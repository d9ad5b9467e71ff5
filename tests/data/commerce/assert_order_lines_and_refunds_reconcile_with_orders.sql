-- What the orders say about their lines and refunds is what the lines and refunds add up to; lines and refunds whose
-- order is missing
-- are the only ones outside.
with
    lines as (
        select source, order_id, count(*) as n_lines, sum(quantity) as n_items
        from {{ ref("order_lines") }}
        where has_order
        group by source, order_id
    ),

    refunds as (
        select source, order_id, count(*) as n_refunds, sum(amount_reporting) as refunded_amount
        from {{ ref("int_refunds") }}
        where has_order and not is_outlier
        group by source, order_id
    ),

    orders as (select * from {{ ref("orders") }})

select
    coalesce(orders.order_id, lines.order_id, refunds.order_id) as order_id,
    orders.n_lines,
    lines.n_lines as n_found_lines,
    orders.n_items,
    lines.n_items as n_found_items,
    orders.refunded_amount_reporting,
    refunds.refunded_amount
from orders
full outer join lines on orders.source = lines.source and orders.order_id = lines.order_id
full outer join refunds on orders.source = refunds.source and orders.order_id = refunds.order_id
where
    orders.order_id is null
    or orders.n_lines <> coalesce(lines.n_lines, 0)
    or orders.n_items <> coalesce(lines.n_items, 0)
    or orders.n_refunds <> coalesce(refunds.n_refunds, 0)
    or orders.refunded_amount_reporting <> coalesce(refunds.refunded_amount, 0)
