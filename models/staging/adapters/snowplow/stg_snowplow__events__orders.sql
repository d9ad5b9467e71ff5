{{ config(enabled=adapter_place("snowplow") is not none) }}

with
    source as (select * from {{ source("snowplow", "events") }}),

    ranked as (
        select
            *,
            row_number() over (
                partition by event_id
                order by
                    {{ read_timestamp("collector_tstamp") }} desc nulls last,
                    event_fingerprint nulls last,
                    _row_text nulls last
            ) as version
        from source
    ),

    -- an event that was delivered twice is one
    newest as (select * from ranked where version = 1),

    parsed as (
        select
            {{ clean_text("source.tr_orderid") }} as order_id,
            'snowplow' as source,
            currency_aliases.code as currency,
            'paid' as status,
            {{ clean_text("source.user_id") }} as user_id,
            {{ clean_text("source.domain_userid") }} as anonymous_id,
            {{ read_decimal("source.tr_total") }} as gross_amount,
            {{ read_decimal("source.tr_tax") }} as tax_amount,
            {{ read_decimal("source.tr_shipping") }} as shipping_amount,
            coalesce(
                {{ read_timestamp("source.derived_tstamp") }}, {{ read_timestamp("source.collector_tstamp") }}
            ) as event_at,
            coalesce(
                {{ read_timestamp("source.derived_tstamp") }}, {{ read_timestamp("source.collector_tstamp") }}
            ) as ordered_at,
            {{ delivered_at(["source.collector_tstamp", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from newest as source {{ alias_join("currency", "source.tr_currency") }}
        where {{ clean_text("source.event_name") }} = 'transaction'
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing tr_orderid"],
                        ["event_at is null", "unreadable derived_tstamp and collector_tstamp"],
                        ["gross_amount is null", "unreadable tr_total"],
                        ["currency is null", "unknown currency"],
                    ]
                )
            }},
            {{ value_issues({"tax_amount": "tr_tax", "shipping_amount": "tr_shipping"}) }}
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
