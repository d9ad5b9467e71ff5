with
    consents as (select * from {{ ref("int_consents") }}),

    current_consents as (
        select
            user_id,
            purpose,
            status,
            source,
            consent_event_id,
            id_type,
            channel,
            legal_basis,
            policy_version,
            is_granted,
            effective_at,
            expires_at,
            loaded_at
        from consents
    )

select *
from current_consents
