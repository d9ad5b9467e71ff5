{{ config(enabled=adapter_place("ga4") is not none) }}

with
    source as (select * from {{ source("ga4", "events") }}),

    purposes as (
        select 'analytics' as purpose
        union all
        select 'advertising' as purpose
    ),

    parsed as (
        select
            'ga4' as source,
            'anonymous_id' as id_type,
            {{ clean_text("source.user_pseudo_id") }} as id_value,
            purposes.purpose,
            case
                {{
                    lower_case(
                        "case when purposes.purpose = 'analytics' then "
                        ~ json_text("source.privacy_info", "analytics_storage")
                        ~ " else "
                        ~ json_text("source.privacy_info", "ads_storage")
                        ~ " end"
                    )
                }}
                when 'yes'
                then 'granted'
                when 'no'
                then 'denied'
            end as status,
            'web' as channel,
            {{ ga4_event_at() }} as effective_at,
            {{ clean_text("source.event_date") }} as event_date,
            {{ delivered_at(["source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity(part="purposes.purpose") }}
        from source
        cross join purposes
    ),

    -- every event says it: the last of a day that says the same counts
    stated as (
        select *, {{ dbt.hash(in_one_text(["id_value", "purpose", "status", "event_date"])) }} as consent_event_id
        from parsed
        where status is not null and id_value is not null
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["effective_at is null", "unreadable event_timestamp"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from stated
    ),

    versioned as (select *, {{ row_status(key="consent_event_id", newest="effective_at") }} from judged)

select *
from versioned
