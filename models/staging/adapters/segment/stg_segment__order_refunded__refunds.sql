{{ config(enabled=adapter_place("segment") is not none) }}

with
    source as (select * from {{ source("segment", "order_refunded") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as event_id,
            {{ clean_text("source.id") }} as refund_id,
            'segment' as source,
            {{ clean_text("source.order_id") }} as order_id,
            currency_aliases.code as currency,
            abs(coalesce({{ read_decimal("source.total") }}, {{ read_decimal("source.revenue") }})) as amount,
            {{ segment_instants() }},
            source._overflow,
            {{ row_identity() }}
        from source {{ alias_join("currency", "source.currency") }}
    ),

    paid_back as (select *, event_at as refunded_at from parsed),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["refund_id is null", "missing id"],
                        ["order_id is null", "missing order_id"],
                        ["refunded_at is null", "unreadable timestamp"],
                        ["amount is null", "no total"],
                        ["currency is null", "unknown currency"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from paid_back
    ),

    versioned as (select *, {{ row_status(key="refund_id", newest="event_at") }} from judged)

select *
from versioned
