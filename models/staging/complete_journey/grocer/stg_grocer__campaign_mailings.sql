with
    source as (select * from {{ source("grocer", "campaign_mailings") }}),

    parsed as (
        select
            {{ clean_text("campaign_id") }} || '~' || {{ clean_text("household_id") }} as message_event_id,
            'grocer' as source,
            'mail' as channel,
            'sent' as event_type,
            {{ clean_text("campaign_id") }} as campaign_id,
            {{ clean_text("household_id") }} as user_id,
            -- a household is told of a campaign by its first day; the day of posting is not in the data
            {{ read_timestamp("start_date") }} as event_at,
            {{ read_timestamp("start_date") }} as loaded_at,
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
                        ["campaign_id is null", "missing campaign_id"],
                        ["user_id is null", "missing household_id"],
                        ["event_at is null", "unreadable start_date"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="message_event_id", newest="event_at") }} from judged)

select *
from versioned
