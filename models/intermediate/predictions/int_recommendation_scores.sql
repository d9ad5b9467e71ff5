with
    lists as (select * from {{ ref("int_evaluation_lists") }}),
    holdout as (select * from {{ ref("feat_holdout_purchases") }}),
    past as (select * from {{ ref("feat_interactions") }} where snapshot = 'evaluation'),

    cutoffs as (
        {% for k in var("recommendation_cutoffs") %}
            select cast({{ k }} as bigint) as k
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    -- What a hit at each rank gains.
    gains as (
        {% for rank in range(1, var("recommendation_cutoffs") | max + 1) %}
            select cast({{ rank }} as bigint) as rank, ln(2e0) / nullif(ln({{ rank + 1 }}e0), 0) as gain
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    -- Bought items are targets to buy again, and none to discover.
    targets as (
        select 'buy_again' as task, holdout.user_id, holdout.item_id
        from holdout
        union all
        select 'discover' as task, holdout.user_id, holdout.item_id
        from holdout
        left join past on past.user_id = holdout.user_id and past.item_id = holdout.item_id and past.n_purchases > 0
        where past.user_id is null
    ),

    judged as (select task, user_id, count(*) as n_targets from targets group by task, user_id),
    known as (select distinct user_id from past),

    shown as (
        select lists.task, lists.model, lists.user_id, lists.item_id, lists.rank
        from lists
        inner join judged on judged.task = lists.task and judged.user_id = lists.user_id
    ),

    models as (select distinct task, model from shown),

    hits as (
        select
            shown.task,
            shown.model,
            shown.user_id,
            shown.rank,
            row_number() over (
                partition by shown.task, shown.model, shown.user_id order by shown.rank asc nulls last
            ) as n_hits_so_far
        from shown
        inner join
            targets on targets.task = shown.task and targets.user_id = shown.user_id and targets.item_id = shown.item_id
    ),

    found as (
        select
            hits.task,
            hits.model,
            hits.user_id,
            cutoffs.k,
            count(*) as n_hits,
            {{ exact_sum("gains.gain") }} as gain,
            {{ exact_sum("cast(hits.n_hits_so_far as " ~ type_double() ~ ") / nullif(hits.rank, 0)") }}
            as summed_precision,
            min(hits.rank) as first_rank
        from hits
        inner join cutoffs on hits.rank <= cutoffs.k
        inner join gains on gains.rank = hits.rank
        group by hits.task, hits.model, hits.user_id, cutoffs.k
    ),

    ideal as (
        select ranks.rank as n_reachable, {{ exact_sum("gains.gain") }} as gain
        from gains as ranks
        inner join gains on gains.rank <= ranks.rank
        group by ranks.rank
    ),

    asked as (
        select
            judged.task,
            models.model,
            judged.user_id,
            cutoffs.k,
            judged.n_targets,
            least(judged.n_targets, cutoffs.k) as n_reachable,
            known.user_id is null as is_cold
        from judged
        inner join models on models.task = judged.task
        cross join cutoffs
        left join known on known.user_id = judged.user_id
    ),

    scores as (
        select
            asked.task,
            asked.model,
            asked.user_id,
            asked.k,
            asked.n_targets,
            coalesce(found.gain, 0e0) / nullif(ideal.gain, 0) as ndcg,
            coalesce(found.n_hits, 0) / nullif(cast(asked.n_targets as {{ type_double() }}), 0) as recall,
            coalesce(found.n_hits, 0) / nullif(cast(asked.k as {{ type_double() }}), 0) as precision,
            coalesce(found.summed_precision, 0e0) / nullif(asked.n_reachable, 0) as map,
            case when found.n_hits > 0 then 1e0 else 0e0 end as hit_rate,
            coalesce(1e0 / nullif(found.first_rank, 0), 0e0) as mrr,
            asked.is_cold
        from asked
        inner join ideal on ideal.n_reachable = asked.n_reachable
        left join
            found
            on found.task = asked.task
            and found.model = asked.model
            and found.user_id = asked.user_id
            and found.k = asked.k
    )

select *
from scores
