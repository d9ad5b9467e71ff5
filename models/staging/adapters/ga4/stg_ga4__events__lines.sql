{{ config(enabled=adapter_place("ga4") is not none) }}

with
    source as (select * from {{ source("ga4", "events") }}),

    parsed as (
        select
            {{ ga4_order_id() }} as order_id,
            'ga4' as source,
            {{ clean_text(json_text("source.item", "item_id")) }} as item_id,
            source.item_no as line_no,
            coalesce({{ read_decimal(json_text("source.item", "quantity")) }}, 1) as quantity,
            {{ read_decimal(json_text("source.item", "price")) }} as unit_price,
            {{ ga4_event_at() }} as event_at,
            {{ delivered_at(["source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity(part="cast(source.item_no as " ~ dbt.type_string() ~ ")") }}
        from {{ json_items("source", read_json("items")) }} as source
        where {{ clean_text("source.event_name") }} = 'purchase'
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing transaction_id"],
                        ["event_at is null", "unreadable event_timestamp"],
                        ["item_id is null", "missing item_id"],
                        ["unit_price is null", "unreadable price"],
                        [implausible_product("quantity", "unit_price"), "implausible quantity times price"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    -- a confirmation page that is loaded again sends the order again: the first counts
    dated as (
        select *, min(case when reject_reason is null then event_at end) over (partition by order_id) as first_at
        from judged
    ),

    versioned as (
        select
            *, {{ row_status(key=["order_id", "line_no"], newest="event_at", superseded_when="event_at > first_at") }}
        from dated
    )

select *
from versioned
