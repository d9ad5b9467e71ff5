with
    recommended as (select * from {{ ref("ml_user_recommendations") }}),
    products as (select * from {{ ref("int_products") }}),
    bought as (
        select user_id, item_id, n_purchases
        from {{ ref("feat_interactions") }}
        where snapshot = 'serving' and n_purchases > 0
    ),
    clock as (select * from {{ ref("int_clock") }}),

    explained as (
        select
            recommended.*,
            coalesce(reasons.name, recommended.reason_item_id) as reason_item_name,
            coalesce(bought.n_purchases, 0) as n_bought
        from recommended
        left join products as reasons on reasons.item_id = recommended.reason_item_id
        left join bought on bought.user_id = recommended.user_id and bought.item_id = recommended.reason_item_id
    ),

    recommendations as (
        select
            explained.task,
            explained.user_id,
            explained.item_id,
            products.name as item_name,
            products.category,
            explained.source,
            explained.reason,
            explained.reason_item_id,
            case
                when explained.reason = 'because_of' and explained.n_bought > 0
                then 'because you bought ' || explained.reason_item_name
                when explained.reason = 'because_of'
                then 'because you looked at ' || explained.reason_item_name
                when explained.reason = 'bought_before' and explained.n_bought > 1
                then 'bought ' || cast(cast(explained.n_bought as bigint) as {{ dbt.type_string() }}) || ' times'
                when explained.reason = 'bought_before'
                then 'bought before'
                when explained.reason = 'taste'
                then 'fits what you like'
                else 'popular now'
            end as reason_text,
            cast(explained.rank as bigint) as rank,
            cast(explained.score as {{ type_double() }}) as score,
            cast(explained.reason_share as {{ type_double() }}) as reason_share,
            cast(explained.taste_share as {{ type_double() }}) as taste_share,
            cast(explained.own_share as {{ type_double() }}) as own_share,
            cast(explained.trend_share as {{ type_double() }}) as trend_share,
            clock.as_of
        from explained
        left join products on products.item_id = explained.item_id
        cross join clock
    )

select *
from recommendations
