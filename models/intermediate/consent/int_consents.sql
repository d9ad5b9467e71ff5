with
    statements as (select * from {{ ref("int_consent_statements") }} where is_newest and user_id is not null),

    ranked as (
        select
            *,
            row_number() over (
                partition by user_id, purpose
                order by
                    case standing when 'denied' then 0 when 'granted' then 1 else 2 end asc nulls last,
                    effective_at desc nulls last,
                    loaded_at desc nulls last,
                    source asc nulls last,
                    consent_event_id asc nulls last
            ) as rank_no
        from statements
    ),

    consents as (
        select
            user_id,
            purpose,
            standing as status,
            source,
            consent_event_id,
            id_type,
            channel,
            legal_basis,
            policy_version,
            standing = 'granted' as is_granted,
            effective_at,
            expires_at,
            loaded_at
        from ranked
        where rank_no = 1
    )

select *
from consents
