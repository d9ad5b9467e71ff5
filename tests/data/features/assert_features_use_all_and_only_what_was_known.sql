-- The purchases in the features are exactly the lines of orders that had been placed and loaded by the instant and
-- were not known to be
-- cancelled by it: one more would look into the future, one less would forget.
with
    snapshots as (select * from {{ ref("int_feature_snapshots") }}),
    lines as (select * from {{ ref("int_order_lines") }}),
    orders as (select * from {{ ref("int_orders") }}),
    actors as (select * from {{ ref("int_actors") }}),

    known as (
        select snapshots.snapshot, count(actors.user_id) as n_purchases
        from snapshots
        left join
            (
                select orders.actor_id, orders.ordered_at, lines.loaded_at, orders.cancelled_loaded_at
                from lines
                inner join orders on lines.source = orders.source and lines.order_id = orders.order_id
                where not orders.is_test and not orders.is_outlier
            ) as bought
            on greatest(bought.ordered_at, bought.loaded_at) <= snapshots.feature_at
            and not coalesce(bought.cancelled_loaded_at <= snapshots.feature_at, false)
        left join actors on bought.actor_id = actors.actor_id
        group by snapshots.snapshot
    ),

    used as (select snapshot, sum(n_purchases) as n_purchases from {{ ref("feat_interactions") }} group by snapshot)

select known.snapshot, known.n_purchases as n_known, coalesce(used.n_purchases, 0) as n_used
from known
left join used on known.snapshot = used.snapshot
where known.n_purchases <> coalesce(used.n_purchases, 0)
