{% set needs_consent = var("personalisation_consent") == "opt_in" %}
with
    consents as (select * from {{ ref("int_consents") }} where purpose = 'personalisation'),
    actors as (select distinct user_id from {{ ref("int_actors") }} where user_id is not null),

    refused as (
        select actors.user_id
        from actors
        left join consents on consents.user_id = actors.user_id
        where
            {% if needs_consent %} not coalesce(consents.is_granted, false)
            {% else %} coalesce(consents.status, 'unknown') = 'denied'
            {% endif %}
    )

select *
from refused
