with
    source as (select * from {{ source("app", "events") }}),

    parsed as (
        select
            {{ clean_text(json_text("line", "messageId")) }} as event_id,
            'app' as source,
            case
                when {{ json_text("line", "type") }} = 'screen'
                then 'screen_viewed'
                when {{ json_text("line", "type") }} = 'identify'
                then 'identified'
                else {{ snake_case(json_text("line", "event")) }}
            end as event_name,
            {{ clean_text(json_text("line", "anonymousId")) }} as anonymous_id,
            {{ clean_text(json_text("line", "context.device.id")) }} as device_id,
            {{ clean_text(json_text("line", "userId")) }} as user_id,
            {{ clean_text(json_text("line", "traits.email")) }} as email,
            {{ clean_text(json_text("line", "traits.phone")) }} as phone,
            {{ clean_text(json_text("line", "context.campaign.source")) }} as utm_source,
            {{ clean_text(json_text("line", "context.campaign.medium")) }} as utm_medium,
            {{ clean_text(json_text("line", "context.campaign.name")) }} as utm_campaign,
            {{ clean_text(json_text("line", "properties.product_id")) }} as item_id,
            {{ clean_text(json_text("line", "properties.order_id")) }} as order_id,
            upper({{ clean_text(json_text("line", "properties.currency")) }}) as currency,
            {{ clean_text(json_text("line", "context.ip")) }} as ip,
            {{ json_text("line", "properties") }} as properties,
            {{ read_decimal(json_text("line", "properties.quantity")) }} as quantity,
            {{ read_decimal(json_text("line", "properties.price")) }} as price,
            {{ read_decimal(json_text("line", "properties.value")) }} as value,
            {{ read_timestamp(json_text("line", "timestamp")) }} as event_at,
            {{
                delivered_at(
                    [json_text("line", "receivedAt"), json_text("line", "sentAt"), json_text("line", "timestamp")]
                )
            }} as loaded_at,
            {{ is_json("line") }} as is_readable,
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
                        ["not is_readable", "broken JSON"],
                        ["event_id is null", "missing messageId"],
                        ["event_name is null", "missing event"],
                        ["event_at is null", "unreadable timestamp"],
                    ]
                )
            }},
            {{
                value_issues(
                    {
                        "quantity": "properties.quantity",
                        "price": "properties.price",
                        "value": "properties.value",
                    }
                )
            }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="event_id", newest="event_at") }} from judged)

select *
from versioned
