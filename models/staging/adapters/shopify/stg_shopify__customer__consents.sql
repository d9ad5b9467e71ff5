{{ config(enabled=adapter_place("shopify") is not none) }}

with
    source as (select * from {{ source("shopify", "customer") }}),

    parsed as (
        select
            'shopify' as source,
            'email' as id_type,
            {{ clean_text("source.email") }} as id_value,
            'email_marketing' as purpose,
            case
                {{ lower_case(clean_text("source.email_marketing_consent_state")) }}
                when 'subscribed'
                then 'granted'
                when 'unsubscribed'
                then 'denied'
            end as status,
            'shop' as channel,
            {{ read_timestamp("source.email_marketing_consent_consent_updated_at") }} as effective_at,
            {{ clean_text("source.id") }} as customer_id,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source
    ),

    -- not_subscribed and pending are no statements
    stated as (
        select
            *,
            {{
                dbt.hash(
                    in_one_text(
                        ["customer_id", "status", "cast(effective_at as " ~ dbt.type_string() ~ ")", "id_value"]
                    )
                )
            }} as consent_event_id
        from parsed
        where status is not null
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["id_value is null", "names nobody"],
                        ["effective_at is null", "no time of consent"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from stated
    ),

    versioned as (select *, {{ row_status(key="consent_event_id", newest="effective_at") }} from judged)

select *
from versioned
