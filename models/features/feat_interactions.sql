with
    snapshots as (select * from {{ ref("int_feature_snapshots") }}),
    actors as (select * from {{ ref("int_actors") }}),
    interactions as (select * from {{ ref("int_interactions") }}),

    known as (
        select
            actors.user_id,
            interactions.item_id,
            snapshots.snapshot,
            interactions.interaction_type,
            interactions.event_weight
            * {{
                half_life_weight(
                    "interactions.occurred_at", "snapshots.feature_at", var("interaction_half_life_days")
                )
            }} as decayed_weight,
            case
                when interactions.interaction_type = 'purchase'
                then {{ half_life_weight("interactions.occurred_at", "snapshots.feature_at", 60) }}
                else 0e0
            end as decayed_purchase,
            interactions.occurred_at
        from interactions
        inner join
            snapshots
            on {{ known_at("interactions", "snapshots.feature_at") }}
            and (interactions.voided_at is null or interactions.voided_at > snapshots.feature_at)
        inner join actors on actors.actor_id = interactions.actor_id
        where actors.user_id is not null
    ),

    weighted as (
        select
            user_id,
            item_id,
            snapshot,
            cast(sum(case when interaction_type = 'purchase' then 1 else 0 end) as bigint) as n_purchases,
            {{ exact_sum("decayed_weight") }} as weight,
            {{ exact_sum("decayed_purchase") }} as n_purchases_decayed,
            max(occurred_at) as last_at
        from known
        group by user_id, item_id, snapshot
    )

select *
from weighted
