{#
  The growth guard: a user that takes in very much in one run was more likely joined by a shared value (the till's own address on every guest
  order) than by being so many. What carries an account of the user is no doubt and does not count.
#}
with
    clusters as (select * from {{ ref("idr_clusters") }}),
    standing as (select * from {{ ref("int_idr_standing") }}),
    accounts as (
        select record_id, id_value as account
        from {{ ref("int_idr_evidence") }}
        where id_type = 'user_id' and cut_reason is null
    ),

    members as (
        select clusters.cluster_id, clusters.record_id, standing.user_id, standing.is_known
        from clusters
        left join standing on standing.record_id = clusters.record_id
    ),

    holdings as (
        select
            cluster_id,
            user_id,
            count(*) as n_records,
            row_number() over (
                partition by user_id order by count(*) desc nulls last, cluster_id asc nulls last
            ) as home,
            row_number() over (
                partition by cluster_id order by count(*) desc nulls last, user_id asc nulls last
            ) as place
        from members
        where user_id is not null
        group by cluster_id, user_id
    ),

    hosts as (select cluster_id, user_id, n_records from holdings where place = 1),

    known as (select distinct user_id from standing where is_known),

    known_homes as (
        select holdings.cluster_id, count(*) as n_users
        from holdings
        inner join known on known.user_id = holdings.user_id
        where holdings.home = 1
        group by holdings.cluster_id
    ),

    own_accounts as (
        select distinct hosts.cluster_id, accounts.account
        from hosts
        inner join members on members.cluster_id = hosts.cluster_id and members.user_id = hosts.user_id
        inner join accounts on accounts.record_id = members.record_id
    ),

    undoubted as (
        select distinct members.record_id
        from members
        inner join accounts on accounts.record_id = members.record_id
        inner join
            own_accounts on own_accounts.cluster_id = members.cluster_id and own_accounts.account = accounts.account
    ),

    gained as (
        select members.cluster_id, count(*) as n_records
        from members
        inner join hosts on hosts.cluster_id = members.cluster_id
        left join undoubted on undoubted.record_id = members.record_id
        where undoubted.record_id is null and members.user_id is distinct from hosts.user_id
        group by members.cluster_id
    ),

    measured as (
        select
            hosts.cluster_id,
            hosts.user_id,
            hosts.n_records as n_kept,
            coalesce(gained.n_records, 0) as n_gained,
            greatest(coalesce(known_homes.n_users, 0) - 1, 0) as n_absorbed
        from hosts
        left join gained on gained.cluster_id = hosts.cluster_id
        left join known_homes on known_homes.cluster_id = hosts.cluster_id
    ),

    judged as (
        select
            *,
            n_gained > {{ var("idr_growth_records") }} or n_absorbed > {{ var("idr_growth_users") }} as is_large,
            user_id in ('{{ var("idr_released_users") | join("', '") }}') as is_released
        from measured
    ),

    decided as (
        select cluster_id, user_id, n_kept, n_gained, n_absorbed, is_large and not is_released as is_held, is_released
        from judged
    )

select *
from decided
