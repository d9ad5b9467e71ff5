with
    events as (select * from {{ source("app", "events") }}),

    source as (select *, {{ read_json("line") }} as json from events),

    parsed as (
        select
            {{ clean_text(json_text("json", "messageId")) }} as event_id,
            'app' as source,
            case
                when {{ json_text("json", "type") }} = 'screen'
                then 'screen_viewed'
                when {{ json_text("json", "type") }} = 'identify'
                then 'identified'
                else {{ snake_case(json_text("json", "event")) }}
            end as event_name,
            {{ clean_text(json_text("json", "anonymousId")) }} as anonymous_id,
            {{ clean_text(json_text("json", "context.device.id")) }} as device_id,
            {{ clean_text(json_text("json", "userId")) }} as user_id,
            {{ clean_text(json_text("json", "traits.email")) }} as email,
            {{ clean_text(json_text("json", "traits.phone")) }} as phone,
            {{ clean_text(json_text("json", "context.campaign.source")) }} as utm_source,
            {{ clean_text(json_text("json", "context.campaign.medium")) }} as utm_medium,
            {{ clean_text(json_text("json", "context.campaign.name")) }} as utm_campaign,
            {{ clean_text(json_text("json", "properties.product_id")) }} as item_id,
            {{ clean_text(json_text("json", "properties.order_id")) }} as order_id,
            {{ upper_case(clean_text(json_text("json", "properties.currency"))) }} as currency,
            {{ clean_text(json_text("json", "context.ip")) }} as ip,
            {{ json_text("json", "properties") }} as properties,
            {{ read_decimal(json_text("json", "properties.quantity")) }} as quantity,
            {{ read_decimal(json_text("json", "properties.price")) }} as price,
            {{ read_decimal(json_text("json", "properties.value")) }} as value,
            {{ read_timestamp(json_text("json", "timestamp")) }} as event_at,
            {{
                delivered_at(
                    [json_text("json", "receivedAt"), json_text("json", "sentAt"), json_text("json", "timestamp")]
                )
            }} as loaded_at,
            json is not null as is_readable,
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
