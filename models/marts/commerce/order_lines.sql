with
    lines as (select * from {{ ref("int_order_lines") }}),
    orders as (select * from {{ ref("orders") }}),

    order_lines as (
        select
            lines.order_id,
            lines.source,
            orders.user_id,
            orders.user_id_at_event,
            lines.item_id,
            lines.currency as order_currency,
            lines.reporting_currency,
            lines.line_no,
            lines.quantity,
            lines.unit_price,
            lines.discount_amount,
            lines.line_amount,
            lines.line_amount_reporting,
            lines.refunded_quantity,
            lines.refunded_amount_reporting,
            lines.has_order,
            lines.is_counted,
            lines.order_date,
            lines.ordered_at,
            lines.loaded_at
        from lines
        left join orders on orders.source = lines.source and orders.order_id = lines.order_id
    )

select *
from order_lines
