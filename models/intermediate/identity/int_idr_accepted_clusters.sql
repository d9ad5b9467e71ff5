{#
  What the assignment log is written from. A cluster that the growth guard holds is taken apart again: each user keeps the records it had; a new
  record goes to whom its account belongs to, and else is somebody of its own.
#}
with
    clusters as (select * from {{ ref("idr_clusters") }}),
    growth as (select * from {{ ref("int_idr_growth") }} where is_held),
    standing as (select * from {{ ref("int_idr_standing") }}),
    accounts as (
        select record_id, min(id_value) as account
        from {{ ref("int_idr_evidence") }}
        where id_type = 'user_id' and cut_reason is null
        group by record_id
    ),

    placed as (
        select
            clusters.*,
            growth.cluster_id is not null as is_held,
            standing.user_id,
            'account ' || accounts.account as account
        from clusters
        left join growth on growth.cluster_id = clusters.cluster_id
        left join standing on standing.record_id = clusters.record_id
        left join accounts on accounts.record_id = clusters.record_id
    ),

    account_owners as (
        select cluster_id, account, min(user_id) as user_id
        from placed
        where is_held and account is not null and user_id is not null
        group by cluster_id, account
    ),

    parted as (
        select
            placed.cluster_id,
            placed.record_id,
            placed.rung,
            placed.is_held,
            case
                when placed.is_held
                then coalesce(placed.user_id, account_owners.user_id, placed.account, placed.record_id)
            end as part
        from placed
        left join
            account_owners on account_owners.cluster_id = placed.cluster_id and account_owners.account = placed.account
    ),

    accepted as (
        select
            record_id,
            min(record_id) over (partition by cluster_id, part) as cluster_id,
            case when is_held then 'held' else rung end as rung
        from parted
    )

select *
from accepted
