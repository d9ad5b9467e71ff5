{% set length, considered = var("recommendation_list_length"), var("recommendation_exploration_places") %}
{% set caps = {"category": var("recommendation_max_per_category"), "brand": var("recommendation_max_per_brand")} %}
{% set exploration = var("recommendation_exploration") %}
with
    recommended as (select * from {{ ref("ml_user_recommendations") }}),
    items as (select * from {{ ref("feat_item_rules") }} where may_be_shown),
    products as (select * from {{ ref("int_products") }}),
    refused as (select * from {{ ref("feat_personalisation_refused") }}),
    bought as (
        select interactions.user_id, interactions.item_id, interactions.n_purchases
        from {{ ref("feat_interactions") }} as interactions
        left join refused on refused.user_id = interactions.user_id
        where interactions.snapshot = 'serving' and interactions.n_purchases > 0 and refused.user_id is null
    ),
    clock as (select * from {{ ref("int_clock") }}),

    lists as (select distinct task, user_id from recommended),

    pinned as (
        select lists.task, lists.user_id, items.item_id
        from lists
        inner join items on items.task = lists.task and items.is_pinned
        left join
            recommended
            on recommended.task = lists.task
            and recommended.user_id = lists.user_id
            and recommended.item_id = items.item_id
        left join bought on bought.user_id = lists.user_id and bought.item_id = items.item_id
        where recommended.item_id is null and (lists.task = 'buy_again' or bought.item_id is null)
    ),

    candidates as (
        select
            task,
            user_id,
            item_id,
            source,
            reason,
            reason_item_id,
            score,
            reason_share,
            taste_share,
            own_share,
            trend_share
        from recommended
        union all
        select
            task,
            user_id,
            item_id,
            'rule' as source,
            'chosen' as reason,
            cast(null as {{ dbt.type_string() }}) as reason_item_id,
            cast(0 as {{ type_double() }}) as score,
            cast(0 as {{ type_double() }}) as reason_share,
            cast(0 as {{ type_double() }}) as taste_share,
            cast(0 as {{ type_double() }}) as own_share,
            cast(0 as {{ type_double() }}) as trend_share
        from pinned
    ),

    allowed as (
        select
            candidates.task,
            candidates.user_id,
            candidates.item_id,
            items.category,
            items.brand,
            candidates.source,
            case when items.boost > candidates.reason_share then 'chosen' else candidates.reason end as reason,
            case when items.boost <= candidates.reason_share then candidates.reason_item_id end as reason_item_id,
            case
                when items.boost > candidates.reason_share then items.boost else candidates.reason_share
            end as reason_share,
            candidates.score + items.boost as score,
            candidates.taste_share,
            candidates.own_share,
            candidates.trend_share,
            items.boost as rule_share
        from candidates
        inner join items on items.task = candidates.task and items.item_id = candidates.item_id
        left join bought on bought.user_id = candidates.user_id and bought.item_id = candidates.item_id
        where not items.is_bought_once or bought.item_id is null
    ),
    {% for kind, most in caps.items() %}
        {%- set before = "allowed" if loop.first else "within_category" %}

        -- at most so many of one {{ kind }}; what has none is not counted
        placed_in_{{ kind }} as (
            select
                *,
                row_number() over (
                    partition by task, user_id, coalesce({{ kind }}, item_id), {{ kind }} is null
                    order by score desc nulls last, item_id asc nulls last
                ) as place_in_{{ kind }}
            from {{ before }}
        ),

        within_{{ kind }} as (
            select *
            from placed_in_{{ kind }}
            {% if most is not none %} where place_in_{{ kind }} <= {{ most }} or {{ kind }} is null {% endif %}
        ),
    {% endfor %}

    placed as (
        select
            *,
            row_number() over (
                partition by task, user_id order by score desc nulls last, item_id asc nulls last
            ) as place
        from within_brand
    ),

    -- The last place of some lists shows one of the items just behind it, drawn by a hash, so that what is never shown
    -- can be learned about; the propensity is what a weighted evaluation divides by.
    drawn as (
        select
            placed.*,
            {{ hash_number("task || '|' || user_id || '|' || cast(clock.as_of as " ~ dbt.type_string() ~ ")") }}
            % 1000000 as draw,
            {{
                hash_number(
                    "item_id || '|' || task || '|' || user_id || '|' || cast(clock.as_of as "
                    ~ dbt.type_string()
                    ~ ")"
                )
            }} as lot,
            sum(case when place > {{ length }} and place <= {{ length + considered }} then 1 else 0 end) over (
                partition by task, user_id
            ) as n_behind,
            clock.as_of
        from placed
        cross join clock
    ),

    lots as (
        select
            *,
            n_behind > 0 and draw < {{ (exploration * 1000000) | int }} as is_explored,
            row_number() over (
                partition by task, user_id, place > {{ length }} and place <= {{ length + considered }}
                order by lot asc nulls last, item_id asc nulls last
            ) as lot_no
        from drawn
    ),

    shown as (
        select
            *,
            case when place > {{ length }} then {{ length }} else place end as rank,
            case
                when place < {{ length }} or n_behind = 0
                then cast(1 as {{ type_double() }})
                when place = {{ length }}
                then 1 - {{ exploration }}e0
                else {{ exploration }}e0 / nullif(n_behind, 0)
            end as propensity
        from lots
        where
            place < {{ length }}
            or (place = {{ length }} and not is_explored)
            or (place > {{ length }} and place <= {{ length + considered }} and is_explored and lot_no = 1)
    ),

    recommendations as (
        select
            shown.task,
            shown.user_id,
            shown.item_id,
            products.name as item_name,
            shown.category,
            shown.brand,
            shown.source,
            shown.reason,
            shown.reason_item_id,
            case
                when shown.reason = 'because_of' and bought.item_id is not null
                then 'because you bought ' || coalesce(reasons.name, shown.reason_item_id)
                when shown.reason = 'because_of'
                then 'because you looked at ' || coalesce(reasons.name, shown.reason_item_id)
                when shown.reason = 'bought_before' and bought.n_purchases > 1
                then 'bought ' || cast(cast(bought.n_purchases as bigint) as {{ dbt.type_string() }}) || ' times'
                when shown.reason = 'bought_before'
                then 'bought before'
                when shown.reason = 'taste'
                then 'fits what you like'
                when shown.reason = 'chosen'
                then 'chosen by us'
                else 'popular now'
            end as reason_text,
            cast(shown.rank as bigint) as rank,
            cast(shown.score as {{ type_double() }}) as score,
            cast(shown.reason_share as {{ type_double() }}) as reason_share,
            cast(shown.taste_share as {{ type_double() }}) as taste_share,
            cast(shown.own_share as {{ type_double() }}) as own_share,
            cast(shown.trend_share as {{ type_double() }}) as trend_share,
            cast(shown.rule_share as {{ type_double() }}) as rule_share,
            cast(shown.propensity as {{ type_double() }}) as propensity,
            shown.as_of
        from shown
        left join products on products.item_id = shown.item_id
        left join products as reasons on reasons.item_id = shown.reason_item_id
        left join bought on bought.user_id = shown.user_id and bought.item_id = shown.reason_item_id
    )

select *
from recommendations
