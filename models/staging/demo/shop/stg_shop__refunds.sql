with
    source as (select * from {{ source("shop", "refunds") }}),

    parsed as (
        select
            {{ clean_text("source.refund_id") }} as refund_id,
            'shop' as source,
            {{ clean_text("source.order_id") }} as order_id,
            currency_aliases.code as currency,
            {{ read_integer("source.line_no") }} as line_no,
            {{ read_decimal("source.quantity") }} as quantity,
            abs({{ read_decimal("source.amount") }}) as amount,
            {{ read_timestamp("source.refunded_at") }} as refunded_at,
            {{ delivered_at("source._synced_at") }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source {{ alias_join("currency", "source.currency") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["refund_id is null", "missing refund_id"],
                        ["order_id is null", "missing order_id"],
                        ["refunded_at is null", "unreadable refunded_at"],
                        ["amount is null", "unreadable amount"],
                        ["currency is null", "unknown currency"],
                    ]
                )
            }},
            {{ value_issues({"line_no": "line_no", "quantity": "quantity"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="refund_id", newest="loaded_at") }} from judged)

select *
from versioned
