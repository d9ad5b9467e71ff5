with
    clock as (select * from {{ ref("int_clock") }}),
    actors as (select * from {{ ref("int_actors") }}),
    interactions as (select * from {{ ref("int_interactions") }} where interaction_type = 'purchase'),

    bought as (
        select actors.user_id, interactions.item_id
        from interactions
        inner join
            clock
            on interactions.occurred_at > clock.evaluation_cutoff
            and interactions.occurred_at <= clock.as_of
            and interactions.voided_at is null
        inner join actors on actors.actor_id = interactions.actor_id
        where actors.user_id is not null
    ),

    purchases as (
        select user_id, item_id, cast(count(*) as bigint) as n_purchases from bought group by user_id, item_id
    )

select *
from purchases
