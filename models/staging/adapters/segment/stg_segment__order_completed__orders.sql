{{ config(enabled=adapter_place("segment") is not none) }}

with
    source as (select * from {{ source("segment", "order_completed") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as event_id,
            coalesce({{ clean_text("source.order_id") }}, {{ clean_text("source.checkout_id") }}) as order_id,
            'segment' as source,
            currency_aliases.code as currency,
            'paid' as status,
            {{ clean_text("source.user_id") }} as user_id,
            {{ clean_text("source.email") }} as email,
            {{ clean_text("source.anonymous_id") }} as anonymous_id,
            {{ clean_text("source.coupon") }} as coupon,
            coalesce(
                {{ read_decimal("source.total") }},
                {{ read_decimal("source.revenue") }}
                + coalesce({{ read_decimal("source.shipping") }}, 0)
                + coalesce({{ read_decimal("source.tax") }}, 0)
            ) as gross_amount,
            {{ read_decimal("source.discount") }} as discount_amount,
            {{ read_decimal("source.tax") }} as tax_amount,
            {{ read_decimal("source.shipping") }} as shipping_amount,
            {{ segment_instants() }},
            source._overflow,
            {{ row_identity() }}
        from source {{ alias_join("currency", "source.currency") }}
    ),

    placed as (select *, event_at as ordered_at, event_at as updated_at from parsed),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing order_id"],
                        ["ordered_at is null", "unreadable timestamp"],
                        ["gross_amount is null", "unreadable total"],
                        ["currency is null", "unknown currency"],
                    ]
                )
            }},
            {{ value_issues({"discount_amount": "discount", "tax_amount": "tax", "shipping_amount": "shipping"}) }}
        from placed
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
