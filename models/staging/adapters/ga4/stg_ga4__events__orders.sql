{{ config(enabled=adapter_place("ga4") is not none) }}

with
    source as (select * from {{ source("ga4", "events") }}),

    parsed as (
        select
            {{ ga4_event_id() }} as event_id,
            {{ ga4_order_id() }} as order_id,
            'ga4' as source,
            currency_aliases.code as currency,
            'paid' as status,
            {{ clean_text("source.user_id") }} as user_id,
            {{ clean_text("source.user_pseudo_id") }} as anonymous_id,
            {{ ga4_param("coupon") }} as coupon,
            coalesce(
                {{ read_decimal(json_text("source.ecommerce", "purchase_revenue")) }},
                {{ read_decimal(ga4_param("value")) }}
            ) as gross_amount,
            {{ read_decimal(json_text("source.ecommerce", "tax_value")) }} as tax_amount,
            {{ read_decimal(json_text("source.ecommerce", "shipping_value")) }} as shipping_amount,
            {{ ga4_event_at() }} as event_at,
            {{ ga4_event_at() }} as ordered_at,
            {{ delivered_at(["source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source {{ alias_join("currency", ga4_param("currency")) }}
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
                        ["gross_amount is null", "unreadable purchase_revenue"],
                        ["currency is null", "unknown currency"],
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
        select *, {{ row_status(key="order_id", newest="event_at", superseded_when="event_at > first_at") }} from dated
    )

select *
from versioned
