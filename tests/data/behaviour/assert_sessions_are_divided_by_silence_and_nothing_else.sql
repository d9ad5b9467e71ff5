-- Within a session no gap exceeds the timeout; between two sessions of a visitor every gap does. This is what a full
-- refresh would
-- build, so it finds any late event that re-opened too much or too little.
with
    events as (select * from {{ ref("int_event_sessions") }}),

    neighbours as (
        select
            source,
            event_id,
            session_id,
            event_at,
            lag(session_id) over (
                partition by visitor_id order by event_at asc nulls last, source asc nulls last, event_id asc nulls last
            ) as previous_session_id,
            lag(event_at) over (
                partition by visitor_id order by event_at asc nulls last, source asc nulls last, event_id asc nulls last
            ) as previous_event_at
        from events
    ),

    judged as (
        select
            *,
            {{ seconds_between("previous_event_at", "event_at") }}
            > 60 * {{ var("session_timeout_minutes") }} as is_apart
        from neighbours
        where previous_event_at is not null
    )

select *
from judged
where is_apart = (session_id = previous_session_id)
