{{ config(alias="users_registry") }}

with
    log as (select * from {{ ref("idr_assignment_log") }}),
    user_map as (select * from {{ ref("idr_user_map") }}),
    identifiers as (select * from {{ ref("int_idr_identifiers") }} where is_valid),
    redirects as (select * from {{ ref("idr_redirects") }}),

    creations as (select user_id, min(run_no) as created_run from log where user_id is not null group by user_id),

    origins as (
        select
            creations.user_id,
            creations.created_run,
            min(log.valid_from) as created_at,
            min(log.record_id) as anchor_record
        from creations
        inner join log on creations.user_id = log.user_id and creations.created_run = log.run_no
        group by creations.user_id, creations.created_run
    ),

    holdings as (
        select
            user_map.user_id,
            count(distinct user_map.record_id) as n_records,
            count(distinct user_map.source) as n_sources,
            count(distinct identifiers.id_type || '|' || identifiers.id_value) as n_identifiers
        from user_map
        left join identifiers on user_map.record_id = identifiers.record_id
        group by user_map.user_id
    ),

    registered as (
        select
            origins.user_id,
            origins.anchor_record,
            case
                when holdings.user_id is not null
                then 'active'
                when redirects.old_user_id is not null
                then 'merged'
                else 'gone'
            end as status,
            origins.created_run,
            coalesce(holdings.n_records, 0) as n_records,
            coalesce(holdings.n_sources, 0) as n_sources,
            coalesce(holdings.n_identifiers, 0) as n_identifiers,
            origins.created_at
        from origins
        left join holdings on origins.user_id = holdings.user_id
        left join redirects on origins.user_id = redirects.old_user_id
    )

select *
from registered
