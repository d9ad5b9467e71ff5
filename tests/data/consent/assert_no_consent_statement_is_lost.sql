-- Every statement of the input is in the history, and every user it speaks for has a current answer for its purpose.
with
    received as (select source, consent_event_id from {{ ref("input__consents") }}),
    history as (select * from {{ ref("consent_history") }}),
    answers as (select user_id, purpose from {{ ref("consents_current") }})

select received.source, received.consent_event_id, 'not in the history' as finding
from received
left join history on received.source = history.source and received.consent_event_id = history.consent_event_id
where history.consent_event_id is null
union all
select history.source, history.consent_event_id, 'no current answer' as finding
from history
left join answers on history.user_id = answers.user_id and history.purpose = answers.purpose
where history.user_id is not null and history.standing <> 'pending' and answers.user_id is null
