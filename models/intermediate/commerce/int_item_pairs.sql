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

    -- Numbers stand for items where pairs are counted, as in int_item_neighbours.
    items as (
        select item_id, count(*) as n_orders, row_number() over (order by item_id asc nulls last) as item_no
        from baskets
        group by item_id
    ),

    numbered as (
        select baskets.source, baskets.order_id, items.item_no
        from baskets
        inner join items on items.item_id = baskets.item_id
    ),

    together as (
        select numbered.item_no, others.item_no as other_no, count(*) as n_orders_together
        from numbered
        inner join
            numbered as others
            on others.source = numbered.source
            and others.order_id = numbered.order_id
            and others.item_no > numbered.item_no
        group by numbered.item_no, others.item_no
        having count(*) >= {{ var("item_pair_min_support") }}
    ),

    pairs as (
        select
            items.item_id,
            others.item_id as other_item_id,
            cast(totals.n_orders as bigint) as n_orders,
            cast(items.n_orders as bigint) as n_item_orders,
            cast(others.n_orders as bigint) as n_other_item_orders,
            cast(together.n_orders_together as bigint) as n_orders_together
        from together
        inner join items on items.item_no = together.item_no
        inner join items as others on others.item_no = together.other_no
        cross join totals
    )

select *
from pairs
