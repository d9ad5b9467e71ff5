{{ config(alias="history", materialized="incremental", full_refresh=false, incremental_strategy="append") }}

with
    log as (select * from {{ ref("idr_assignment_log") }}),
    evidence as (select * from {{ ref("int_idr_evidence") }}),

    {% if is_incremental() %} written as (select coalesce(max(run_no), 0) as run_no from {{ this }}),
    {% else %} written as (select 0 as run_no),
    {% endif %}

    steps as (
        select
            record_id,
            lag(user_id) over (partition by record_id order by run_no asc nulls last) as from_user,
            user_id as to_user,
            run_no,
            run_id,
            valid_from
        from log
    ),

    news as (select steps.* from steps cross join written where steps.run_no > written.run_no),

    creations as (select user_id, min(run_no) as run_no from log where user_id is not null group by user_id),

    created as (
        select
            news.run_id,
            news.run_no,
            'create' as event,
            news.valid_from,
            cast(null as {{ dbt.type_string() }}) as from_user,
            news.to_user,
            min(news.record_id) as record_id
        from news
        inner join creations on news.to_user = creations.user_id and news.run_no = creations.run_no
        group by news.run_id, news.run_no, news.valid_from, news.to_user
    ),

    -- who still held anything after the run: the last step of each record up to it
    standing as (
        select distinct runs.run_no, steps.to_user
        from (select distinct run_no from news) as runs
        inner join steps on steps.run_no <= runs.run_no
        left join
            steps as later
            on steps.record_id = later.record_id
            and later.run_no > steps.run_no
            and later.run_no <= runs.run_no
        where later.record_id is null and steps.to_user is not null
    ),

    moves as (
        select
            news.run_id,
            news.run_no,
            case
                when news.to_user is null
                then 'remove'
                when standing.to_user is null
                then 'merge'
                when creations.run_no = news.run_no
                then 'split'
                else 'move'
            end as event,
            news.valid_from,
            news.from_user,
            news.to_user,
            news.record_id
        from news
        left join standing on news.from_user = standing.to_user and news.run_no = standing.run_no
        left join creations on news.to_user = creations.user_id
        where news.from_user is not null
    ),

    moved as (
        select run_id, run_no, event, valid_from, from_user, to_user, min(record_id) as record_id
        from moves
        group by run_id, run_no, event, valid_from, from_user, to_user
    ),

    events as (
        select *
        from created
        union all
        select *
        from moved
    ),

    ranked_evidence as (
        select
            events.run_no,
            events.from_user,
            events.to_user,
            evidence.id_type,
            case
                when evidence.tier = 'manual' then evidence.id_value else {{ dbt.hash("evidence.id_value") }}
            end as id_value_hash,
            row_number() over (
                partition by events.run_no, events.from_user, events.to_user
                order by evidence.priority asc nulls last, evidence.id_value asc nulls last
            ) as choice
        from events
        inner join evidence on events.record_id = evidence.record_id
        where events.event = 'merge' and evidence.cut_reason is null
    ),

    numbered as (
        select
            events.run_id,
            cast(
                row_number() over (
                    partition by events.run_no
                    order by events.event asc nulls last, events.to_user asc nulls last, events.from_user asc nulls last
                ) as bigint
            ) as event_no,
            events.run_no,
            events.event,
            events.from_user,
            events.to_user,
            events.record_id,
            case
                when ranked_evidence.id_type is not null
                then ranked_evidence.id_type || ' ' || ranked_evidence.id_value_hash
            end as evidence,
            events.valid_from
        from events
        left join
            ranked_evidence
            on events.event = 'merge'
            and events.run_no = ranked_evidence.run_no
            and events.from_user = ranked_evidence.from_user
            and events.to_user = ranked_evidence.to_user
            and ranked_evidence.choice = 1
    )

select *
from numbered
