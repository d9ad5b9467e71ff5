{{ config(enabled=adapter_place("shopify") is not none) }}

with
    source as (select * from {{ source("shopify", "order_line") }}),

    parsed as (
        select
            {{ clean_text("source.order_id") }} as order_id,
            'shopify' as source,
            coalesce(
                {{ clean_text("source.product_id") }}, {{ clean_text("source.sku") }}, {{ clean_text("source.title") }}
            ) as item_id,
            {{ read_integer("source.id") }} as line_no,
            {{ read_decimal("source.quantity") }} as quantity,
            {{ read_decimal("source.price") }} as unit_price,
            {{ read_decimal("source.total_discount") }} as discount_amount,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing order_id"],
                        ["line_no is null", "unreadable id"],
                        ["item_id is null", "missing product_id"],
                        ["quantity is null", "unreadable quantity"],
                        ["unit_price is null", "unreadable price"],
                        [implausible_product("quantity", "unit_price"), "implausible quantity times price"],
                    ]
                )
            }},
            {{ value_issues({"discount_amount": "total_discount"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key=["order_id", "line_no"], newest="loaded_at") }} from judged)

select *
from versioned
