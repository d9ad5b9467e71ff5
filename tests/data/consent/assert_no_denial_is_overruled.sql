-- Nobody counts as consenting who, under any of their identifiers, last said no.
with
    consents as (select * from {{ ref("consents_current") }} where is_granted),
    denials as (select * from {{ ref("consent_history") }} where is_newest and status <> 'granted')

select consents.user_id, consents.purpose, denials.source, denials.consent_event_id
from consents
inner join denials on consents.user_id = denials.user_id and consents.purpose = denials.purpose
