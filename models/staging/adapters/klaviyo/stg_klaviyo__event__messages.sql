{{ config(enabled=adapter_place("klaviyo") is not none) }}

with
    source as (select * from {{ source("klaviyo", "event") }}),

    metrics as (
        select
            id,
            name,
            row_number() over (
                partition by id order by {{ read_timestamp("_fivetran_synced") }} desc nulls last, _row_text nulls last
            ) as age
        from {{ source("klaviyo", "metric") }}
    ),

    people as (
        select
            id,
            email,
            phone_number,
            row_number() over (
                partition by id order by {{ read_timestamp("updated") }} desc nulls last, _row_text nulls last
            ) as age
        from {{ source("klaviyo", "person") }}
    ),

    parsed as (
        select
            {{ clean_text("source.id") }} as message_event_id,
            'klaviyo' as source,
            case when {{ matches("metrics.name", "'SMS'") }} then 'sms' else 'email' end as channel,
            case
                metrics.name
                when 'Received Email'
                then 'delivered'
                when 'Received SMS'
                then 'delivered'
                when 'Opened Email'
                then 'opened'
                when 'Clicked Email'
                then 'clicked'
                when 'Clicked SMS'
                then 'clicked'
                when 'Bounced Email'
                then 'bounced'
                when 'Failed to Deliver SMS'
                then 'bounced'
                when 'Unsubscribed'
                then 'unsubscribed'
                when 'Unsubscribed from Email Marketing'
                then 'unsubscribed'
                when 'Unsubscribed from SMS Marketing'
                then 'unsubscribed'
            end as event_type,
            coalesce({{ clean_text("source.campaign_id") }}, {{ clean_text("source.flow_id") }}) as campaign_id,
            {{ clean_text("people.email") }} as email,
            {{ clean_text("people.phone_number") }} as phone,
            {{ read_timestamp("source.datetime") }} as event_at,
            metrics.name as metric,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source
        left join metrics on source.metric_id = metrics.id and metrics.age = 1
        left join people on source.person_id = people.id and people.age = 1
    ),

    -- orders, visits and whatever else is tracked there are no messages
    messages as (select * from parsed where event_type is not null or metric is null),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["message_event_id is null", "missing id"],
                        ["metric is null", "unknown metric_id"],
                        ["event_at is null", "unreadable datetime"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from messages
    ),

    versioned as (select *, {{ row_status(key="message_event_id", newest="loaded_at") }} from judged)

select *
from versioned
