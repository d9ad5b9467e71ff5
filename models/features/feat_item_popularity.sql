with
    snapshots as (select * from {{ ref("int_feature_snapshots") }}),
    actors as (select * from {{ ref("int_actors") }}),
    interactions as (select * from {{ ref("int_interactions") }} where interaction_type = 'purchase'),
    products as (select * from {{ ref("int_products") }}),

    known as (
        select
            interactions.item_id,
            snapshots.snapshot,
            coalesce(actors.user_id, interactions.actor_id) as buyer,
            {{ half_life_weight("interactions.occurred_at", "snapshots.feature_at", 14) }} as decayed_purchase
        from interactions
        inner join
            snapshots
            on {{ known_at("interactions", "snapshots.feature_at") }}
            and (interactions.voided_at is null or interactions.voided_at > snapshots.feature_at)
        left join actors on actors.actor_id = interactions.actor_id
        left join products on products.item_id = interactions.item_id
        where coalesce(products.is_active, true)
    ),

    popularity as (
        select
            item_id,
            snapshot,
            cast(count(distinct buyer) as bigint) as n_buyers,
            cast(count(*) as bigint) as n_purchases,
            {{ exact_sum("decayed_purchase") }} as n_purchases_decayed
        from known
        group by item_id, snapshot
    )

select *
from popularity
