{{ config(enabled=adapter_place("shopify") is not none) }}

with
    source as (select * from {{ source("shopify", "order") }}),

    customers as (select * from {{ source("shopify", "customer") }}),

    ranked as (
        select
            id,
            state,
            row_number() over (
                partition by id order by {{ read_timestamp("updated_at") }} desc nulls last, _row_text nulls last
            ) as age
        from customers
    ),

    -- who has an account; a guest checkout makes a customer of its own every time
    accounts as (select id from ranked where age = 1 and {{ lower_case(clean_text("state")) }} = 'enabled'),

    parsed as (
        select
            {{ clean_text("source.id") }} as order_id,
            'shopify' as source,
            currency_aliases.code as currency,
            case
                when
                    {{ clean_text("source.cancelled_at") }} is not null
                    or {{ lower_case(clean_text("source.financial_status")) }} = 'voided'
                then 'cancelled'
                when {{ lower_case(clean_text("source.financial_status")) }} = 'refunded'
                then 'refunded'
                when {{ lower_case(clean_text("source.fulfillment_status")) }} = 'fulfilled'
                then 'fulfilled'
                when {{ lower_case(clean_text("source.financial_status")) }} in ('paid', 'partially_refunded')
                then 'paid'
                else 'pending'
            end as status,
            accounts.id as user_id,
            {{ clean_text("source.email") }} as email,
            {{ clean_text("source.phone") }} as phone,
            {{ read_decimal("source.total_price") }} as gross_amount,
            {{ read_decimal("source.total_discounts") }} as discount_amount,
            {{ read_decimal("source.total_tax") }} as tax_amount,
            {{
                read_decimal(
                    json_text(json_text(read_json("source.total_shipping_price_set"), "shop_money"), "amount")
                )
            }} as shipping_amount,
            coalesce({{ read_boolean("source.test") }}, false) as is_test,
            coalesce(
                {{ read_timestamp("source.processed_at") }}, {{ read_timestamp("source.created_at") }}
            ) as ordered_at,
            {{ read_timestamp("source.updated_at") }} as updated_at,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source
        left join accounts on source.customer_id = accounts.id {{ alias_join("currency", "source.currency") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing id"],
                        ["ordered_at is null", "unreadable created_at"],
                        ["gross_amount is null", "unreadable total_price"],
                        ["currency is null", "unknown currency"],
                    ]
                )
            }},
            {{
                value_issues(
                    {"discount_amount": "total_discounts", "tax_amount": "total_tax", "updated_at": "updated_at"}
                )
            }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="order_id", newest="coalesce(updated_at, ordered_at)") }} from judged)

select *
from versioned
