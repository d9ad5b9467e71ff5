{{ config(enabled=adapter_place("segment") is not none) }}

with
    source as (select * from {{ source("segment", "checkout_started") }}),

    parsed as (
        select
            'checkout_started' as event_name,
            {{ clean_text("source.context_page_url") }} as page_url,
            {{ clean_text("source.context_page_referrer") }} as page_referrer,
            {{ clean_text("source.order_id") }} as order_id,
            currency_aliases.code as currency,
            coalesce({{ read_decimal("source.total") }}, {{ read_decimal("source.revenue") }}) as value,
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
            {{ value_issues({"currency": "currency"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="event_id", newest="event_at") }} from judged)

select *
from versioned
