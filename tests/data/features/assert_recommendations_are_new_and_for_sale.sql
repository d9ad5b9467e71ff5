-- Nobody is recommended to discover what they have bought, nor anything that is no longer for sale.
with
    recommendations as (select * from {{ ref("user_recommendations") }}),
    interactions as (
        select user_id, item_id from {{ ref("feat_interactions") }} where snapshot = 'serving' and n_purchases > 0
    ),
    dropped_products as (select item_id from {{ ref("products") }} where not is_active)

select recommendations.user_id, recommendations.item_id, 'bought before' as finding
from recommendations
inner join
    interactions on recommendations.user_id = interactions.user_id and recommendations.item_id = interactions.item_id
where recommendations.task = 'discover'
union all
select recommendations.user_id, recommendations.item_id, 'not for sale' as finding
from recommendations
inner join dropped_products on recommendations.item_id = dropped_products.item_id
