{{ config(**upsert(key=["source", "event_id"], rows_of="int_events")) }}

with
    events as (select source, event_id, visitor_id, event_at from {{ ref("int_events") }}),

    chosen as (
        select *
        from events
        {% if is_incremental() %}
            where
                visitor_id in (
                    {{
                        touched_groups(
                            "events",
                            group="visitor_id",
                            key=["source", "event_id"],
                            values=["visitor_id", "event_at"],
                        )
                    }}
                )
        {% endif %}
    ),

    spaced as (
        select
            *,
            lag(event_at) over (
                partition by visitor_id order by event_at asc nulls last, source asc nulls last, event_id asc nulls last
            ) as previous_event_at
        from chosen
    ),

    divided as (
        select
            *,
            case
                when previous_event_at is null
                then 1
                when {{ seconds_between("previous_event_at", "event_at") }} > 60 * {{ var("session_timeout_minutes") }}
                then 1
                else 0
            end as is_first
        from spaced
    ),

    counted as (
        select
            *,
            sum(is_first) over (
                partition by visitor_id
                order by event_at asc nulls last, source asc nulls last, event_id asc nulls last
                rows between unbounded preceding and current row
            ) as session_no
        from divided
    ),

    numbered as (
        select
            *,
            row_number() over (
                partition by visitor_id, session_no
                order by event_at asc nulls last, source asc nulls last, event_id asc nulls last
            ) as event_no
        from counted
    ),

    opened as (
        select visitor_id, session_no, {{ dbt.hash("visitor_id || '|' || source || '|' || event_id") }} as session_id
        from numbered
        where event_no = 1
    ),

    sessions_of_events as (
        select
            numbered.source,
            numbered.event_id,
            numbered.visitor_id,
            opened.session_id,
            cast(numbered.event_no as bigint) as event_no,
            numbered.event_at
        from numbered
        inner join opened on opened.visitor_id = numbered.visitor_id and opened.session_no = numbered.session_no
    )

select *
from sessions_of_events
