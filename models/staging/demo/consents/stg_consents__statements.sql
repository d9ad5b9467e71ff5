with
    source as (select * from {{ source("consents", "statements") }}),

    parsed as (
        select
            {{ clean_text("statement_id") }} as consent_event_id,
            'consents' as source,
            {{ lower_case(clean_text("id_type")) }} as id_type,
            {{ clean_text("id_value") }} as id_value,
            {{ snake_case("purpose") }} as purpose,
            case
                when {{ lower_case(clean_text("status")) }} = 'granted'
                then 'granted'
                when {{ lower_case(clean_text("status")) }} in ('denied', 'withdrawn')
                then 'denied'
            end as status,
            {{ clean_text("channel") }} as channel,
            {{ clean_text("legal_basis") }} as legal_basis,
            {{ clean_text("policy_version") }} as policy_version,
            {{ read_timestamp("effective_at") }} as effective_at,
            {{ read_timestamp("expires_at") }} as expires_at,
            {{ delivered_at("_synced_at") }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["consent_event_id is null", "missing statement_id"],
                        ["id_type is null or id_value is null", "names nobody"],
                        ["purpose is null", "missing purpose"],
                        ["status is null", "unknown status"],
                        ["effective_at is null", "unreadable effective_at"],
                        [
                            "expires_at is null and "
                            ~ clean_text(json_text("row_text", "expires_at"))
                            ~ " is not null",
                            "unreadable expires_at",
                        ],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="consent_event_id", newest="loaded_at") }} from judged)

select *
from versioned
