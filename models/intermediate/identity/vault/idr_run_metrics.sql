{{ config(alias="run_metrics", materialized="incremental", full_refresh=false, incremental_strategy="append") }}

with
    user_map as (select * from {{ ref("idr_user_map") }}),
    redirects as (select * from {{ ref("idr_redirects") }}),
    history as (select * from {{ ref("idr_history") }}),
    edges as (select * from {{ ref("int_idr_edges_det") }}),
    value_stats as (select * from {{ ref("idr_value_stats") }}),
    quarantine as (select * from {{ ref("idr_quarantine") }}),
    clusters as (select * from {{ ref("idr_clusters") }}),
    identity_sources as (select * from {{ ref("idr_sources") }}),

    sizes as (select user_id, count(*) as n_records from user_map group by user_id),

    source_breaches as (
        select user_map.user_id, user_map.source
        from user_map
        inner join identity_sources on user_map.source = identity_sources.source
        where identity_sources.unique_per_user and user_map.record_type = 'contact'
        group by user_map.user_id, user_map.source
        having count(*) > 1
    ),

    measured as (
        select 'records' as metric, cast(count(*) as {{ type_double() }}) as value
        from user_map
        union all
        select 'users' as metric, cast(count(*) as {{ type_double() }}) as value
        from sizes
        union all
        select 'largest_user' as metric, cast(max(n_records) as {{ type_double() }}) as value
        from sizes
        union all
        select 'redirects' as metric, cast(count(*) as {{ type_double() }}) as value
        from redirects
        union all
        select 'events_' || event as metric, cast(count(*) as {{ type_double() }}) as value
        from history
        where run_id = '{{ invocation_id }}'
        group by event
        union all
        select 'edges_' || status || '_' || id_type as metric, cast(count(*) as {{ type_double() }}) as value
        from edges
        group by status, id_type
        union all
        select 'values_' || verdict as metric, cast(count(*) as {{ type_double() }}) as value
        from value_stats
        group by verdict
        union all
        select 'records_by_rung_' || rung as metric, cast(count(*) as {{ type_double() }}) as value
        from clusters
        group by rung
        union all
        select 'quarantined_clusters' as metric, cast(count(distinct cluster_id) as {{ type_double() }}) as value
        from quarantine
        union all
        select 'source_breaches' as metric, cast(count(*) as {{ type_double() }}) as value
        from source_breaches
    ),

    stamped as (select '{{ invocation_id }}' as run_id, metric, value from measured)

select *
from stamped
