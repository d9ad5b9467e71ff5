{#
  The memory of identity: who each record belonged to, run by run. Append-only and never rebuilt (full_refresh: false), so ids survive
  full refreshes; everything else in the vault is derived from it.

  Relabelling by overlap: each known user claims the cluster that holds most of its records (tie: the one with its first record, then the
  smaller cluster); a cluster claimed by several goes to an id that a keep_id names, else the oldest, then the larger, then the smaller id. Losers merge into the winner.
#}
{{
    config(
        alias="assignment_log",
        materialized="incremental",
        full_refresh=false,
        incremental_strategy="append",
        pre_hook=mass_merge_guard(),
    )
}}

-- depends_on: {{ ref("int_idr_merge_check") }}
-- depends_on: {{ ref("int_idr_growth") }}
with
    clusters as (select * from {{ ref("int_idr_accepted_clusters") }}),
    clock as (select * from {{ ref("int_clock") }}),
    kept as (select distinct a as user_id from {{ ref("idr_manual_rules") }} where kind = 'keep_id'),

    {% if is_incremental() %} log as (select record_id, user_id, run_no from {{ this }}),
    {% else %}
        log as (
            select
                cast(null as {{ dbt.type_string() }}) as record_id,
                cast(null as {{ dbt.type_string() }}) as user_id,
                cast(null as bigint) as run_no
            from clusters
            where 1 = 0
        ),
    {% endif %}

    run as (select coalesce(max(run_no), 0) + 1 as run_no from log),

    ranked_log as (
        select *, row_number() over (partition by record_id order by run_no desc nulls last) as recency from log
    ),

    held as (select record_id, user_id from ranked_log where recency = 1 and user_id is not null),

    creations as (select user_id, min(run_no) as created_run from log where user_id is not null group by user_id),

    anchors as (
        select creations.user_id, creations.created_run, min(log.record_id) as anchor_record
        from creations
        inner join log on creations.user_id = log.user_id and creations.created_run = log.run_no
        group by creations.user_id, creations.created_run
    ),

    shared as (
        select
            held.user_id,
            clusters.cluster_id,
            anchors.created_run,
            count(*) as n_records,
            max(case when held.record_id = anchors.anchor_record then 1 else 0 end) as holds_anchor
        from held
        inner join clusters on held.record_id = clusters.record_id
        inner join anchors on held.user_id = anchors.user_id
        group by held.user_id, clusters.cluster_id, anchors.created_run
    ),

    ranked_claims as (
        select
            *,
            row_number() over (
                partition by user_id
                order by n_records desc nulls last, holds_anchor desc nulls last, cluster_id asc nulls last
            ) as choice
        from shared
    ),

    ranked_claimants as (
        select
            ranked_claims.*,
            row_number() over (
                partition by ranked_claims.cluster_id
                order by
                    case when kept.user_id is not null then 0 else 1 end asc nulls last,
                    ranked_claims.created_run asc nulls last,
                    ranked_claims.n_records desc nulls last,
                    ranked_claims.user_id asc nulls last
            ) as seniority
        from ranked_claims
        left join kept on kept.user_id = ranked_claims.user_id
        where ranked_claims.choice = 1
    ),

    winners as (select cluster_id, user_id from ranked_claimants where seniority = 1),

    fresh_ids as (
        select distinct
            clusters.cluster_id,
            {{ uuid_of("'dmp user ' || clusters.cluster_id") }} as plain_id,
            {{
                uuid_of(
                    "'dmp user ' || clusters.cluster_id || ' run ' || cast(run.run_no as " ~ dbt.type_string() ~ ")"
                )
            }} as salted_id
        from clusters
        cross join run
    ),

    -- an id once given is never given again: a part split off from its old user takes a salted one
    assigned as (
        select
            fresh_ids.cluster_id,
            coalesce(
                winners.user_id,
                case when creations.user_id is null then fresh_ids.plain_id else fresh_ids.salted_id end
            ) as user_id
        from fresh_ids
        left join winners on fresh_ids.cluster_id = winners.cluster_id
        left join creations on fresh_ids.plain_id = creations.user_id
    ),

    wanted as (
        select clusters.record_id, assigned.user_id
        from clusters
        inner join assigned on clusters.cluster_id = assigned.cluster_id
    ),

    -- a record that is gone leaves a row without a user
    changes as (
        select coalesce(wanted.record_id, held.record_id) as record_id, wanted.user_id
        from wanted
        full outer join held on wanted.record_id = held.record_id
        where wanted.user_id is distinct from held.user_id
    ),

    stamped as (
        select
            changes.record_id,
            changes.user_id,
            '{{ invocation_id }}' as run_id,
            cast(run.run_no as bigint) as run_no,
            clock.as_of as valid_from
        from changes
        cross join run
        cross join clock
    )

select *
from stamped
