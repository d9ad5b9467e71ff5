-- The parts of a score add up to it, and no reason adds more than the part that it belongs to allows.
with recommendations as (select * from {{ ref("user_recommendations") }})

select task, user_id, rank, 'the parts are not the score' as finding
from recommendations
where abs(taste_share + own_share + trend_share + rule_share - score) > 0.00001 * greatest(1, abs(score))
union all
select task, user_id, rank, 'the reason is not its part' as finding
from recommendations
where
    (reason = 'bought_before' and abs(reason_share - own_share) > 0.00001)
    or (reason = 'popular' and abs(reason_share - trend_share) > 0.00001)
    or (reason = 'chosen' and abs(reason_share - rule_share) > 0.00001)
    or (reason in ('because_of', 'bought_before')) <> (reason_item_id is not null)
