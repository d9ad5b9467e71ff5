{{ config(enabled=adapter_place("ga4") is not none) }}

with
    source as (select * from {{ source("ga4", "events") }}),

    parsed as (
        select
            {{ ga4_event_id() }} as refund_id,
            'ga4' as source,
            {{ ga4_order_id() }} as order_id,
            currency_aliases.code as currency,
            abs(
                coalesce(
                    {{ read_decimal(json_text("source.ecommerce", "refund_value")) }},
                    {{ read_decimal(ga4_param("value")) }}
                )
            ) as amount,
            {{ ga4_event_at() }} as refunded_at,
            {{ delivered_at(["source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source {{ alias_join("currency", ga4_param("currency")) }}
        where {{ clean_text("source.event_name") }} = 'refund'
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing transaction_id"],
                        ["refunded_at is null", "unreadable event_timestamp"],
                        ["amount is null", "no refund_value"],
                        ["currency is null", "unknown currency"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="refund_id", newest="refunded_at") }} from judged)

select *
from versioned
