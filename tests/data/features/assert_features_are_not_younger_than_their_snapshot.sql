-- Nothing in a feature row happened after the instant the row speaks for.
with
    interactions as (select * from {{ ref("feat_interactions") }}),
    snapshots as (select * from {{ ref("int_feature_snapshots") }}),
    users as (select * from {{ ref("feat_users") }})

select interactions.user_id, interactions.snapshot, 'interaction after the snapshot' as finding
from interactions
inner join snapshots on interactions.snapshot = snapshots.snapshot
where interactions.last_at > snapshots.feature_at
union all
select user_id, snapshot, 'negative age' as finding
from users
where days_since_last_order < 0 or days_since_last_event < 0
