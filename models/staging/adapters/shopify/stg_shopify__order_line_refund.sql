{{ config(enabled=adapter_place("shopify") is not none) }}

with
    source as (select * from {{ source("shopify", "order_line_refund") }}),

    refunds as (
        select id, max(order_id) as order_id, max(coalesce(processed_at, created_at)) as refunded_at
        from {{ source("shopify", "refund") }}
        group by id
    ),

    orders as (select id, max(currency) as currency from {{ source("shopify", "order") }} group by id),

    parsed as (
        select
            {{ clean_text("source.refund_id") }} || '-' || {{ clean_text("source.order_line_id") }} as refund_id,
            'shopify' as source,
            {{ clean_text("refunds.order_id") }} as order_id,
            currency_aliases.code as currency,
            {{ read_integer("source.order_line_id") }} as line_no,
            {{ read_decimal("source.quantity") }} as quantity,
            abs({{ read_decimal("source.subtotal") }} + coalesce({{ read_decimal("source.total_tax") }}, 0)) as amount,
            {{ read_timestamp("refunds.refunded_at") }} as refunded_at,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source
        left join refunds on source.refund_id = refunds.id
        left join orders on refunds.order_id = orders.id {{ alias_join("currency", "orders.currency") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["refund_id is null", "missing refund_id or order_line_id"],
                        ["order_id is null", "unknown refund_id"],
                        ["refunded_at is null", "unreadable processed_at"],
                        ["amount is null", "unreadable amount"],
                        ["currency is null", "unknown currency"],
                    ]
                )
            }},
            {{ value_issues({"quantity": "quantity"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="refund_id", newest="loaded_at") }} from judged)

select *
from versioned
