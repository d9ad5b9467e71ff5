-- Counted orders net of their refunds give the same total from both sides: by order (marts.orders) and by day
-- (int_revenue).
with
    by_order as (select sum(net_amount_reporting) as revenue from {{ ref("orders") }} where is_counted),
    by_day as (select sum(amount_reporting) as revenue from {{ ref("int_revenue") }} where is_counted)

select by_order.revenue as by_order, by_day.revenue as by_day
from by_order
cross join by_day
where by_order.revenue is distinct from by_day.revenue
