-- A session has as many events as it says, and every session of an event exists.
with
    events as (select session_id, count(*) as n_events from {{ ref("events") }} group by session_id),
    sessions as (select session_id, n_events from {{ ref("sessions") }})

select coalesce(events.session_id, sessions.session_id) as session_id, events.n_events, sessions.n_events as n_said
from events
full outer join sessions on events.session_id = sessions.session_id
where events.n_events is distinct from sessions.n_events
