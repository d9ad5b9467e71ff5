{{ config(enabled=adapter_place("shopify") is not none) }}

with
    source as (select * from {{ source("shopify", "transaction") }}),

    taken_lines as (
        select
            refund_id,
            order_line_id,
            max({{ read_decimal("subtotal") }} + coalesce({{ read_decimal("total_tax") }}, 0)) as amount
        from {{ source("shopify", "order_line_refund") }}
        group by refund_id, order_line_id
    ),

    -- what the lines of a refund account for belongs to its first payment
    paid_back as (
        select refund_id, min(id) as transaction_id
        from source
        where {{ lower_case(clean_text("kind")) }} = 'refund' and {{ lower_case(clean_text("status")) }} = 'success'
        group by refund_id
    ),

    taken_back as (
        select paid_back.transaction_id, cast(sum(taken_lines.amount) as decimal(18, 4)) as amount
        from paid_back
        inner join taken_lines on paid_back.refund_id = taken_lines.refund_id
        group by paid_back.transaction_id
    ),

    parsed as (
        select
            'payment-' || {{ clean_text("source.id") }} as refund_id,
            'shopify' as source,
            {{ clean_text("source.order_id") }} as order_id,
            currency_aliases.code as currency,
            cast(abs({{ read_decimal("source.amount") }}) - coalesce(taken_back.amount, 0) as decimal(18, 4)) as amount,
            {{ read_timestamp("source.processed_at") }} as refunded_at,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source
        left join taken_back on source.id = taken_back.transaction_id {{ alias_join("currency", "source.currency") }}
        where
            {{ lower_case(clean_text("source.kind")) }} = 'refund'
            and {{ lower_case(clean_text("source.status")) }} = 'success'
            and not coalesce({{ read_boolean("source.test") }}, false)
    ),

    -- shipping, and what was paid back without an item
    remaining as (select * from parsed where amount > 0 or amount is null),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["refund_id is null", "missing id"],
                        ["order_id is null", "missing order_id"],
                        ["refunded_at is null", "unreadable processed_at"],
                        ["amount is null", "unreadable amount"],
                        ["currency is null", "unknown currency"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from remaining
    ),

    versioned as (select *, {{ row_status(key="refund_id", newest="refunded_at") }} from judged)

select *
from versioned
