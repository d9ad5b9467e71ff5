{% set rules = blocking_rules() %}
{% set outcomes = {"new": "create", "merged": "merge", "split": "split", "moved": "move", "removed": "remove"} %}
{% set sizes = [("1", 1, 1), ("2", 2, 2), ("3_5", 3, 5), ("6_10", 6, 10), ("11_20", 11, 20), ("21_50", 21, 50)] %}
{{ config(alias="run_metrics", materialized="incremental", full_refresh=false, incremental_strategy="append") }}

with
    user_map as (select * from {{ ref("idr_user_map") }}),
    redirects as (select * from {{ ref("idr_redirects") }}),
    history as (select * from {{ ref("idr_history") }} where run_id = '{{ invocation_id }}'),
    edges as (select * from {{ ref("int_idr_edges_det") }}),
    evidence as (select * from {{ ref("int_idr_evidence") }}),
    value_stats as (select * from {{ ref("idr_value_stats") }}),
    quarantine as (select * from {{ ref("idr_quarantine") }}),
    clusters as (select * from {{ ref("int_idr_accepted_clusters") }}),
    changes as (select * from {{ ref("int_idr_changes") }}),
    sightings as (select * from {{ ref("int_idr_sightings") }}),
    block_keys as (select * from {{ ref("int_idr_block_keys") }}),
    large_blocks as (select * from {{ ref("int_idr_large_blocks") }}),
    pairs as (select * from {{ ref("int_idr_pairs") }}),
    likely_edges as (select * from {{ ref("int_idr_edges_prob") }}),
    identity_sources as (select * from {{ ref("idr_sources") }}),

    sizes as (select user_id, count(*) as n_records from user_map group by user_id),

    rule_names as (
        {% for rule in rules %}
            select {{ loop.index }} as rule_no, '{{ rule["name"] }}' as rule_name {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    source_breaches as (
        select user_map.user_id, user_map.source
        from user_map
        inner join identity_sources on user_map.source = identity_sources.source
        where identity_sources.unique_per_user and user_map.record_type = 'contact'
        group by user_map.user_id, user_map.source
        having count(*) > 1
    ),

    known_users as (
        select user_id
        from user_map
        where record_type = 'contact'
        union distinct
        select user_map.user_id
        from user_map
        inner join evidence on evidence.record_id = user_map.record_id
        where evidence.id_type = 'user_id' and evidence.cut_reason is null
    ),

    anonymous_events as (
        select
            sum(sightings.n_observations) as n_events,
            sum(case when known_users.user_id is not null then sightings.n_observations else 0 end) as n_identified
        from sightings
        inner join user_map on user_map.record_id = sightings.record_id
        left join known_users on known_users.user_id = user_map.user_id
        where
            sightings.record_type = 'visitor'
            and sightings.user_id is null
            and sightings.email is null
            and sightings.phone is null
    ),

    counted as (
        select 'records' as metric, count(*) as n
        from user_map
        union all
        select 'users' as metric, count(*) as n
        from sizes
        union all
        select 'largest_user' as metric, max(n_records) as n
        from sizes
        union all
        {% for name, least, most in sizes %}
            select 'users_of_size_{{ name }}' as metric, count(*) as n
            from sizes
            where n_records between {{ least }} and {{ most }}
            union all
        {% endfor %}
        select 'users_of_size_over_50' as metric, count(*) as n
        from sizes
        where n_records > 50
        union all
        {% for name, event in outcomes.items() %}
            select 'users_{{ name }}' as metric, count(distinct coalesce(from_user, to_user)) as n
            from history
            where event = '{{ event }}'
            union all
        {% endfor %}
        select 'redirects' as metric, count(*) as n
        from redirects
        union all
        select 'id_churn' as metric, count(*) as n
        from changes
        where event is null
        union all
        select 'edges_' || status || '_' || id_type as metric, count(*) as n
        from edges
        group by status, id_type
        union all
        select 'edges_cut_by_' || cut_reason as metric, count(*) as n
        from edges
        where cut_reason is not null
        group by cut_reason
        union all
        select 'values_' || verdict as metric, count(*) as n
        from value_stats
        group by verdict
        union all
        select 'blocks_too_large_' || rule_names.rule_name as metric, count(*) as n
        from large_blocks
        inner join rule_names on rule_names.rule_no = large_blocks.rule_no
        group by rule_names.rule_name
        union all
        select 'blocks_left_out_' || rule_names.rule_name as metric, count(distinct block_keys.block_key) as n
        from block_keys
        inner join rule_names on rule_names.rule_no = block_keys.rule_no
        where not block_keys.is_used
        group by rule_names.rule_name
        union all
        select 'pairs_' || rule_names.rule_name as metric, count(*) as n
        from pairs
        inner join rule_names on rule_names.rule_no = pairs.rule_no
        group by rule_names.rule_name
        union all
        {% for rung in match_rungs() if rung < 1 %}
            select 'likely_edges_from_{{ rung }}' as metric, count(*) as n
            from likely_edges
            where match_probability >= {{ rung }}
            union all
        {% endfor %}
        select 'records_by_rung_' || rung as metric, count(*) as n
        from clusters
        group by rung
        union all
        select 'quarantined_clusters' as metric, count(distinct cluster_id) as n
        from quarantine
        union all
        select 'quarantine_' || reason as metric, count(*) as n
        from quarantine
        group by reason
        union all
        select 'source_breaches' as metric, count(*) as n
        from source_breaches
    ),

    measured as (
        select metric, cast(n as {{ type_double() }}) as value
        from counted
        union all
        select
            'share_of_anonymous_events_identified' as metric,
            cast(n_identified as {{ type_double() }}) / nullif(n_events, 0) as value
        from anonymous_events
    ),

    stamped as (select '{{ invocation_id }}' as run_id, metric, value from measured)

select *
from stamped
