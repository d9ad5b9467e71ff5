with
    statements as (select * from {{ ref("input__consents") }}),
    messages as (select * from {{ ref("input__messages") }}),
    identifier_map as (select * from {{ ref("idr_identifier_map") }}),
    user_map as (select * from {{ ref("idr_user_map") }}),
    clock as (select * from {{ ref("int_clock") }}),

    said as (
        select
            source,
            consent_event_id,
            id_type,
            id_value,
            {{ lower_case("purpose") }} as purpose,
            status,
            channel,
            legal_basis,
            policy_version,
            effective_at,
            expires_at,
            loaded_at
        from statements
        union all
        -- Unsubscribing withdraws the consent, whether or not the sender's tool also files a statement.
        select
            source,
            message_event_id as consent_event_id,
            'email' as id_type,
            email as id_value,
            'email_marketing' as purpose,
            'denied' as status,
            'unsubscribe' as channel,
            cast(null as {{ dbt.type_string() }}) as legal_basis,
            cast(null as {{ dbt.type_string() }}) as policy_version,
            event_at as effective_at,
            cast(null as timestamp) as expires_at,
            loaded_at
        from messages
        where event_type = 'unsubscribed' and channel = 'email' and email is not null
    ),

    judged as (
        select
            said.*,
            coalesce({{ normalise_identifier("said.id_type", "said.id_value") }}, '?' || said.id_value) as identifier,
            {{ record_id("said.source", "'statement'", "said.id_type || '=' || said.id_value") }} as record_id,
            case
                when said.status <> 'granted'
                then 'denied'
                when said.effective_at > clock.as_of
                then 'pending'
                when said.expires_at <= clock.as_of
                then 'expired'
                else 'granted'
            end as standing
        from said
        cross join clock
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by id_type, identifier, purpose
                order by
                    case when standing = 'pending' then 1 else 0 end asc nulls last,
                    effective_at desc nulls last,
                    case when standing = 'denied' then 0 else 1 end asc nulls last,
                    loaded_at desc nulls last,
                    source asc nulls last,
                    consent_event_id asc nulls last
            ) as statement_no
        from judged
    ),

    resolved as (
        select
            ranked.consent_event_id,
            ranked.source,
            coalesce(identifier_map.user_id, user_map.user_id) as user_id,
            ranked.id_type,
            ranked.purpose,
            ranked.status,
            ranked.standing,
            ranked.channel,
            ranked.legal_basis,
            ranked.policy_version,
            ranked.statement_no = 1 and ranked.standing <> 'pending' as is_newest,
            ranked.effective_at,
            ranked.expires_at,
            ranked.loaded_at
        from ranked
        left join
            identifier_map on identifier_map.id_type = ranked.id_type and identifier_map.id_value = ranked.identifier
        left join user_map on user_map.record_id = ranked.record_id
    )

select *
from resolved
