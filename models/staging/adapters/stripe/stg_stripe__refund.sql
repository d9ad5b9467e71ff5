{{ config(enabled=adapter_place("stripe") is not none) }}

with
    source as (select * from {{ source("stripe", "refund") }}),

    charges as (select * from {{ source("stripe", "charge") }}),

    -- a refund does not say itself that it is a test
    dead_charges as (select distinct id from charges where not {{ read_boolean("livemode") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as refund_id,
            'stripe' as source,
            {{ clean_text("source.charge_id") }} as order_id,
            currency_aliases.code as currency,
            {{ major_units(read_integer("source.amount"), "currency_aliases.code") }} as amount,
            {{ read_timestamp("source.created") }} as refunded_at,
            {{ lower_case(clean_text("source.status")) }} as refund_status,
            dead_charges.id as dead_charge_id,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source
        left join dead_charges on source.charge_id = dead_charges.id {{ alias_join("currency", "source.currency") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["refund_id is null", "missing id"],
                        ["order_id is null", "missing charge_id"],
                        ["dead_charge_id is not null", "not live mode"],
                        ["coalesce(refund_status, '') <> 'succeeded'", "not paid back"],
                        ["refunded_at is null", "unreadable created"],
                        ["amount is null", "unreadable amount"],
                        ["currency is null", "unknown currency"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="refund_id", newest="loaded_at") }} from judged)

select *
from versioned
