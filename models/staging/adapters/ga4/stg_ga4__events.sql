{{ config(enabled=adapter_place("ga4") is not none) }}

with
    source as (select * from {{ source("ga4", "events") }}),

    parsed as (
        select
            {{ ga4_event_id() }} as event_id,
            'ga4' as source,
            case
                {{ clean_text("source.event_name") }}
                when 'page_view'
                then 'page_viewed'
                when 'screen_view'
                then 'screen_viewed'
                when 'view_item'
                then 'product_viewed'
                when 'add_to_cart'
                then 'product_added'
                when 'begin_checkout'
                then 'checkout_started'
                when 'purchase'
                then 'order_completed'
                when 'refund'
                then 'order_refunded'
                else {{ snake_case("source.event_name") }}
            end as event_name,
            {{ clean_text("source.user_pseudo_id") }} as anonymous_id,
            {{ clean_text(json_text("source.device", "advertising_id")) }} as device_id,
            {{ clean_text("source.user_id") }} as user_id,
            {{ clean_text("source.user_pseudo_id") }} || '.' || {{ ga4_param("ga_session_id") }} as session_id,
            {{ ga4_param("page_location") }} as page_url,
            {{ ga4_param("page_referrer") }} as page_referrer,
            coalesce(
                {{ clean_text(json_text("source.collected_traffic_source", "manual_source")) }},
                {{ ga4_param("source") }}
            ) as utm_source,
            coalesce(
                {{ clean_text(json_text("source.collected_traffic_source", "manual_medium")) }},
                {{ ga4_param("medium") }}
            ) as utm_medium,
            coalesce(
                {{ clean_text(json_text("source.collected_traffic_source", "manual_campaign_name")) }},
                {{ ga4_param("campaign") }}
            ) as utm_campaign,
            coalesce(
                {{ clean_text(json_text("source.collected_traffic_source", "manual_term")) }}, {{ ga4_param("term") }}
            ) as utm_term,
            coalesce(
                {{ clean_text(json_text("source.collected_traffic_source", "manual_content")) }},
                {{ ga4_param("content") }}
            ) as utm_content,
            {{ clean_text(json_text("source.collected_traffic_source", "gclid")) }} as click_id,
            -- of a list of several items none is what the event is about
            case
                when {{ json_item("source.items", 1) }} is null
                then {{ clean_text(json_text(json_item("source.items", 0), "item_id")) }}
            end as item_id,
            {{ ga4_order_id() }} as order_id,
            currency_aliases.code as currency,
            country_aliases.code as country,
            source.event_params as properties,
            case
                when {{ json_item("source.items", 1) }} is null
                then {{ read_decimal(json_text(json_item("source.items", 0), "quantity")) }}
            end as quantity,
            case
                when {{ json_item("source.items", 1) }} is null
                then {{ read_decimal(json_text(json_item("source.items", 0), "price")) }}
            end as price,
            {{ read_decimal(ga4_param("value")) }} as value,
            {{ ga4_event_at() }} as event_at,
            {{ delivered_at(["source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from
            source {{ alias_join("currency", ga4_param("currency")) }}
            {{
                alias_join(
                    "country",
                    json_text("source.geo", "country"),
                )
            }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["event_name is null", "missing event_name"],
                        ["event_at is null", "unreadable event_timestamp"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="event_id", newest="event_at") }} from judged)

select *
from versioned
