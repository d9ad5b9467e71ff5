{{ config(enabled=adapter_place("segment") is not none) }}

with
    source as (select * from {{ source("segment", "product_viewed") }}),

    parsed as (
        select
            'product_viewed' as event_name,
            {{ clean_text("source.context_page_url") }} as page_url,
            {{ clean_text("source.context_page_referrer") }} as page_referrer,
            coalesce({{ clean_text("source.product_id") }}, {{ clean_text("source.sku") }}) as item_id,
            currency_aliases.code as currency,
            {{ read_decimal("source.quantity") }} as quantity,
            {{ read_decimal("source.price") }} as price,
            {{ segment_call() }}
        from source {{ alias_join("currency", "source.currency") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["event_id is null", "missing id"],
                        ["event_at is null", "unreadable timestamp"],
                    ]
                )
            }},
            {{ value_issues({"currency": "currency", "quantity": "quantity", "price": "price"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="event_id", newest="event_at") }} from judged)

select *
from versioned
