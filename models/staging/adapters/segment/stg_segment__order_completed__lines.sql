{{ config(enabled=adapter_place("segment") is not none) }}

with
    source as (select * from {{ source("segment", "order_completed") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as event_id,
            coalesce({{ clean_text("source.order_id") }}, {{ clean_text("source.checkout_id") }}) as order_id,
            'segment' as source,
            coalesce(
                {{ clean_text(json_text("source.item", "product_id")) }},
                {{ clean_text(json_text("source.item", "sku")) }}
            ) as item_id,
            source.item_no as line_no,
            coalesce({{ read_decimal(json_text("source.item", "quantity")) }}, 1) as quantity,
            {{ read_decimal(json_text("source.item", "price")) }} as unit_price,
            {{ segment_instants() }},
            source._overflow,
            {{ row_identity(part="cast(source.item_no as " ~ dbt.type_string() ~ ")") }}
        from {{ json_items("source", read_json("products")) }} as source
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing order_id"],
                        ["event_at is null", "unreadable timestamp"],
                        ["item_id is null", "missing product_id"],
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
