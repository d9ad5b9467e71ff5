-- Consent holds at the build's clock: it has begun and has not lapsed.
with
    consents as (select * from {{ ref("consents_current") }} where is_granted),
    clock as (select * from {{ ref("int_clock") }})

select consents.user_id, consents.purpose, consents.effective_at, consents.expires_at
from consents
cross join clock
where consents.expires_at <= clock.as_of or consents.effective_at > clock.as_of
