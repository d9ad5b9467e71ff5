with
    source as (select * from {{ source("email", "messages") }}),

    parsed as (
        select
            {{ clean_text("message_event_id") }} as message_event_id,
            'email' as source,
            'email' as channel,
            case
                {{ lower_case(clean_text("event")) }}
                when 'sent'
                then 'sent'
                when 'delivered'
                then 'delivered'
                when 'open'
                then 'opened'
                when 'click'
                then 'clicked'
                when 'bounce'
                then 'bounced'
                when 'unsubscribe'
                then 'unsubscribed'
            end as event_type,
            {{ clean_text("campaign_id") }} as campaign_id,
            {{ clean_text("product_id") }} as item_id,
            {{ clean_text("email") }} as email,
            {{ read_timestamp("timestamp") }} as event_at,
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
                        ["message_event_id is null", "missing message_event_id"],
                        ["event_type is null", "unknown event"],
                        ["event_at is null", "unreadable timestamp"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="message_event_id", newest="loaded_at") }} from judged)

select *
from versioned
