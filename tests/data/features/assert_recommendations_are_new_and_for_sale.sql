-- Nobody is recommended to discover what they have bought, unless nothing of theirs may be looked up; nor anything
-- that is
-- no longer for sale, out of stock or blocked. Nobody who refused personalisation gets anything personal.
with
    recommendations as (select * from {{ ref("user_recommendations") }}),
    refused as (select user_id from {{ ref("feat_personalisation_refused") }}),
    interactions as (
        select user_id, item_id from {{ ref("feat_interactions") }} where snapshot = 'serving' and n_purchases > 0
    ),
    products as (select * from {{ ref("products") }}),
    blocked as (select task, item_id from {{ ref("feat_item_rules") }} where not may_be_shown)

select recommendations.user_id, recommendations.item_id, 'bought before' as finding
from recommendations
inner join
    interactions on recommendations.user_id = interactions.user_id and recommendations.item_id = interactions.item_id
left join refused on refused.user_id = recommendations.user_id
where recommendations.task = 'discover' and refused.user_id is null
union all
select recommendations.user_id, recommendations.item_id, 'not for sale' as finding
from recommendations
inner join products on recommendations.item_id = products.item_id
where not products.is_active or products.stock <= 0
union all
select recommendations.user_id, recommendations.item_id, 'blocked' as finding
from recommendations
inner join blocked on blocked.task = recommendations.task and blocked.item_id = recommendations.item_id
union all
select recommendations.user_id, recommendations.item_id, 'personal' as finding
from recommendations
inner join refused on refused.user_id = recommendations.user_id
where recommendations.reason in ('because_of', 'bought_before', 'taste')
