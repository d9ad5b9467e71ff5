with
    tracks as (select * from {{ source("web", "tracks") }}),

    source as (select *, {{ read_json("properties") }} as json from tracks),

    parsed as (
        select
            {{ clean_text("id") }} as event_id,
            'web' as source,
            {{ snake_case("event") }} as event_name,
            {{ clean_text("anonymous_id") }} as anonymous_id,
            {{ clean_text("user_id") }} as user_id,
            {{ clean_text("context_page_url") }} as page_url,
            {{ clean_text("context_page_referrer") }} as page_referrer,
            {{ clean_text("context_campaign_source") }} as utm_source,
            {{ clean_text("context_campaign_medium") }} as utm_medium,
            {{ clean_text("context_campaign_name") }} as utm_campaign,
            {{ clean_text("context_campaign_term") }} as utm_term,
            {{ clean_text("context_campaign_content") }} as utm_content,
            {{ clean_text(json_text("json", "gclid")) }} as click_id,
            {{ clean_text(json_text("json", "product_id")) }} as item_id,
            {{ clean_text(json_text("json", "order_id")) }} as order_id,
            {{ upper_case(clean_text(json_text("json", "currency"))) }} as currency,
            {{ clean_text("context_ip") }} as ip,
            {{ clean_text("context_user_agent") }} as user_agent,
            json as properties,
            {{ read_decimal(json_text("json", "quantity")) }} as quantity,
            {{ read_decimal(json_text("json", "price")) }} as price,
            {{ read_decimal(json_text("json", "value")) }} as value,
            {{ read_timestamp("timestamp") }} as event_at,
            {{ delivered_at(["received_at", "sent_at", "timestamp"]) }} as loaded_at,
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
                        ["event_id is null", "missing id"],
                        ["event_name is null", "missing event"],
                        ["event_at is null", "unreadable timestamp"],
                    ]
                )
            }},
            {{ value_issues({"properties": "properties"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="event_id", newest="event_at") }} from judged)

select *
from versioned
