{% set tolerated_share = 0.05 %}
with
    orders as (select * from {{ ref("input__orders") }}),
    order_lines as (select * from {{ ref("input__order_lines") }}),
    products as (select * from {{ ref("input__products") }}),

    known_orders as (select distinct source, order_id from orders),
    ordered as (select distinct source, order_id from order_lines),
    known_items as (select distinct item_id from products),

    counted as (
        select
            'input__order_lines' as subject,
            'lines belong to an order that was never delivered' as finding,
            'Deliver the orders too; such lines count for nobody.' as advice,
            sum(case when known_orders.order_id is null then 1 else 0 end) as n_affected,
            count(*) as n_rows
        from order_lines
        left join
            known_orders on known_orders.source = order_lines.source and known_orders.order_id = order_lines.order_id
        union all
        select
            'input__order_lines' as subject,
            'lines name an item that no catalogue has' as finding,
            'Deliver its products, or map the same number in both; recommendations by content need it.' as advice,
            sum(case when known_items.item_id is null then 1 else 0 end) as n_affected,
            count(*) as n_rows
        from order_lines
        left join known_items on known_items.item_id = order_lines.item_id
        union all
        select
            'input__orders' as subject,
            'orders have no line' as finding,
            'Deliver their lines, or map the same order number in both; recommendations learn from lines.' as advice,
            sum(case when ordered.order_id is null then 1 else 0 end) as n_affected,
            count(*) as n_rows
        from orders
        left join ordered on ordered.source = orders.source and ordered.order_id = orders.order_id
    ),

    found as (
        select
            'references' as check_name,
            'warning' as severity,
            subject,
            finding,
            advice,
            cast(n_affected as bigint) as n_affected,
            cast(n_rows as bigint) as n_rows
        from counted
        where n_affected >= {{ tolerated_share }} * n_rows and n_affected > 0
    )

select *
from found
