with
    learned as (select * from {{ ref("ml_evaluation_lists") }}),
    neighbours as (select * from {{ ref("int_item_neighbours") }} where snapshot = 'evaluation'),
    past as (select * from {{ ref("feat_interactions") }} where snapshot = 'evaluation'),
    buyers as (select distinct user_id from {{ ref("feat_holdout_purchases") }}),

    scored as (
        select
            past.user_id,
            neighbours.neighbour_item_id as item_id,
            {{ exact_sum("past.weight * neighbours.similarity") }} as score
        from past
        inner join buyers on buyers.user_id = past.user_id
        inner join neighbours on neighbours.item_id = past.item_id
        group by past.user_id, neighbours.neighbour_item_id
    ),

    ranked as (
        select
            scored.user_id,
            scored.item_id,
            scored.score,
            row_number() over (
                partition by scored.user_id order by scored.score desc nulls last, scored.item_id asc nulls last
            ) as rank
        from scored
        left join past on past.user_id = scored.user_id and past.item_id = scored.item_id and past.n_purchases > 0
        where past.user_id is null and scored.score > 0
    ),

    known as (select distinct user_id from ranked),

    lists as (
        select task, model, user_id, item_id, rank, score
        from learned
        union all
        select 'discover' as task, 'item_neighbours' as model, user_id, item_id, cast(rank as bigint) as rank, score
        from ranked
        where rank <= {{ var("recommendation_cutoffs") | max }}
        union all
        -- As every learned model does, those of whom nothing is known get what sells lately.
        select learned.task, 'item_neighbours' as model, learned.user_id, learned.item_id, learned.rank, learned.score
        from learned
        left join known on known.user_id = learned.user_id
        where learned.task = 'discover' and learned.model = 'popularity_recent' and known.user_id is null
    )

select *
from lists
