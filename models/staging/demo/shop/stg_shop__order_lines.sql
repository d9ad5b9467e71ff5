with
    source as (select * from {{ source("shop", "order_lines") }}),

    parsed as (
        select
            {{ clean_text("order_id") }} as order_id,
            'shop' as source,
            {{ clean_text("product_id") }} as item_id,
            {{ read_integer("line_no") }} as line_no,
            {{ read_decimal("quantity") }} as quantity,
            {{ read_decimal("unit_price") }} as unit_price,
            {{ read_decimal("discount_amount") }} as discount_amount,
            {{ delivered_at("_synced_at") }} as loaded_at,
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
                        ["order_id is null", "missing order_id"],
                        ["line_no is null", "unreadable line_no"],
                        ["item_id is null", "missing product_id"],
                        ["quantity is null", "unreadable quantity"],
                        ["unit_price is null", "unreadable unit_price"],
                        [implausible_product("quantity", "unit_price"), "implausible quantity times unit_price"],
                    ]
                )
            }},
            {{ value_issues({"discount_amount": "discount_amount"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key=["order_id", "line_no"], newest="loaded_at") }} from judged)

select *
from versioned
