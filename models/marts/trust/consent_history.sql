with
    statements as (select * from {{ ref("int_consent_statements") }}),

    history as (
        select
            consent_event_id,
            source,
            user_id,
            id_type,
            purpose,
            status,
            standing,
            channel,
            legal_basis,
            policy_version,
            is_newest,
            effective_at,
            expires_at,
            loaded_at
        from statements
    )

select *
from history
