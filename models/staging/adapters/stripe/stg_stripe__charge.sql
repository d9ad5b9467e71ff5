{{ config(enabled=adapter_place("stripe") is not none) }}

with
    source as (select * from {{ source("stripe", "charge") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as order_id,
            'stripe' as source,
            currency_aliases.code as currency,
            case when coalesce({{ read_boolean("source.refunded") }}, false) then 'refunded' else 'paid' end as status,
            coalesce(
                {{ clean_text("source.receipt_email") }}, {{ clean_text("source.billing_detail_email") }}
            ) as email,
            {{ clean_text("source.billing_detail_phone") }} as phone,
            {{ major_units(read_integer("source.amount"), "currency_aliases.code") }} as gross_amount,
            {{ read_timestamp("source.created") }} as ordered_at,
            {{ read_boolean("source.livemode") }} as is_live,
            {{ read_boolean("source.paid") }} as is_paid,
            {{ lower_case(clean_text("source.status")) }} as charge_status,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source {{ alias_join("currency", "source.currency") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing id"],
                        ["not is_live", "not live mode"],
                        ["coalesce(charge_status, '') <> 'succeeded' or not coalesce(is_paid, false)", "not paid"],
                        ["ordered_at is null", "unreadable created"],
                        ["gross_amount is null", "unreadable amount"],
                        ["currency is null", "unknown currency"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="order_id", newest="loaded_at") }} from judged)

select *
from versioned
