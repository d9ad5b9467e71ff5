with
    clock as (select * from {{ ref("int_clock") }}),
    lines as (select * from {{ ref("int_order_lines") }}),
    orders as (select * from {{ ref("int_orders") }} where not is_test and not is_outlier),

    known as (
        select lines.source, lines.order_id, lines.item_id, min(lines.line_no) as line_no
        from lines
        inner join clock on {{ known_at("lines", "clock.as_of", happened="ordered_at") }}
        inner join
            orders
            on orders.source = lines.source
            and orders.order_id = lines.order_id
            and (orders.cancelled_loaded_at is null or orders.cancelled_loaded_at > clock.as_of)
        where lines.item_id is not null
        group by lines.source, lines.order_id, lines.item_id
    ),

    placed as (
        select
            *,
            row_number() over (
                partition by source, order_id order by line_no asc nulls last, item_id asc nulls last
            ) as place
        from known
    ),

    -- Pairs grow with the square of a basket: one of a thousand lines would bring half a million.
    baskets as (select * from placed where place <= {{ var("item_pair_max_items") }}),

    totals as (select count(*) as n_orders from baskets where place = 1),
    items as (select item_id, count(*) as n_orders from baskets group by item_id),

    together as (
        select baskets.item_id, others.item_id as other_item_id, count(*) as n_orders_together
        from baskets
        inner join
            baskets as others
            on others.source = baskets.source
            and others.order_id = baskets.order_id
            and others.item_id > baskets.item_id
        group by baskets.item_id, others.item_id
    ),

    pairs as (
        select
            together.item_id,
            together.other_item_id,
            cast(totals.n_orders as bigint) as n_orders,
            cast(items.n_orders as bigint) as n_item_orders,
            cast(others.n_orders as bigint) as n_other_item_orders,
            cast(together.n_orders_together as bigint) as n_orders_together
        from together
        inner join items on items.item_id = together.item_id
        inner join items as others on others.item_id = together.other_item_id
        cross join totals
        where together.n_orders_together >= {{ var("item_pair_min_support") }}
    )

select *
from pairs
