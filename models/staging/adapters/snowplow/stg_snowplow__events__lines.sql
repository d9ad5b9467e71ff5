{{ config(enabled=adapter_place("snowplow") is not none) }}

with
    source as (select * from {{ source("snowplow", "events") }}),

    ranked as (
        select
            *,
            row_number() over (
                partition by event_id
                order by
                    {{ read_timestamp("collector_tstamp") }} desc nulls last,
                    event_fingerprint nulls last,
                    _row_text nulls last
            ) as version
        from source
    ),

    -- an event that was delivered twice is one
    newest as (select * from ranked where version = 1),

    parsed as (
        select
            {{ clean_text("source.ti_orderid") }} as order_id,
            'snowplow' as source,
            {{ clean_text("source.ti_sku") }} as item_id,
            {{ hash_number("source.event_id") }} as line_no,
            coalesce({{ read_decimal("source.ti_quantity") }}, 1) as quantity,
            {{ read_decimal("source.ti_price") }} as unit_price,
            coalesce(
                {{ read_timestamp("source.derived_tstamp") }}, {{ read_timestamp("source.collector_tstamp") }}
            ) as event_at,
            {{ delivered_at(["source.collector_tstamp", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from newest as source
        where {{ clean_text("source.event_name") }} = 'transaction_item'
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing ti_orderid"],
                        ["event_at is null", "unreadable derived_tstamp and collector_tstamp"],
                        ["item_id is null", "missing ti_sku"],
                        ["unit_price is null", "unreadable ti_price"],
                        [implausible_product("quantity", "unit_price"), "implausible quantity times price"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key=["order_id", "line_no"], newest="event_at") }} from judged)

select *
from versioned
