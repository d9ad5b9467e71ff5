{{ config(enabled=adapter_place("snowplow") is not none) }}

with
    source as (select * from {{ source("snowplow", "events") }}),

    parsed as (
        select
            {{ clean_text("source.event_id") }} as event_id,
            'snowplow' as source,
            case
                {{ clean_text("source.event_name") }}
                when 'page_view'
                then 'page_viewed'
                when 'transaction'
                then 'order_completed'
                else {{ snake_case("source.event_name") }}
            end as event_name,
            {{ clean_text("source.domain_userid") }} as anonymous_id,
            {{ clean_text("source.network_userid") }} as device_id,
            {{ clean_text("source.user_id") }} as user_id,
            {{ clean_text("source.domain_sessionid") }} as session_id,
            {{ clean_text("source.page_url") }} as page_url,
            {{ clean_text("source.page_referrer") }} as page_referrer,
            {{ clean_text("source.mkt_source") }} as utm_source,
            {{ clean_text("source.mkt_medium") }} as utm_medium,
            {{ clean_text("source.mkt_campaign") }} as utm_campaign,
            {{ clean_text("source.mkt_term") }} as utm_term,
            {{ clean_text("source.mkt_content") }} as utm_content,
            {{ clean_text("source.mkt_clickid") }} as click_id,
            {{ clean_text("source.ti_sku") }} as item_id,
            coalesce({{ clean_text("source.tr_orderid") }}, {{ clean_text("source.ti_orderid") }}) as order_id,
            currency_aliases.code as currency,
            {{ clean_text("source.user_ipaddress") }} as ip,
            {{ clean_text("source.useragent") }} as user_agent,
            country_aliases.code as country,
            source._extra as properties,
            {{ read_decimal("source.ti_quantity") }} as quantity,
            {{ read_decimal("source.ti_price") }} as price,
            {{ read_decimal("source.tr_total") }} as value,
            coalesce(
                {{ read_timestamp("source.derived_tstamp") }}, {{ read_timestamp("source.collector_tstamp") }}
            ) as event_at,
            {{ read_timestamp("source.collector_tstamp") }} as collected_at,
            {{ delivered_at(["source.collector_tstamp", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source {{ alias_join("currency", "source.tr_currency") }} {{ alias_join("country", "source.geo_country") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["event_id is null", "missing event_id"],
                        ["event_name is null", "missing event_name"],
                        ["event_at is null", "unreadable derived_tstamp and collector_tstamp"],
                    ]
                )
            }},
            {{
                value_issues(
                    {"currency": "tr_currency", "quantity": "ti_quantity", "price": "ti_price", "value": "tr_total"}
                )
            }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="event_id", newest="collected_at") }} from judged)

select *
from versioned
