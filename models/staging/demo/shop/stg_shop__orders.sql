with
    source as (select * from {{ source("shop", "orders") }}),

    parsed as (
        select
            {{ clean_text("source.order_id") }} as order_id,
            'shop' as source,
            currency_aliases.code as currency,
            {{ lower_case(clean_text("source.status")) }} as status,
            {{ clean_text("source.customer_id") }} as user_id,
            {{ clean_text("source.email") }} as email,
            {{ clean_text("source.phone") }} as phone,
            {{ clean_text("source.anonymous_id") }} as anonymous_id,
            {{ clean_text("source.coupon") }} as coupon,
            {{ read_decimal("source.gross_amount") }} as gross_amount,
            {{ read_decimal("source.discount_amount") }} as discount_amount,
            {{ read_decimal("source.tax_amount") }} as tax_amount,
            {{ read_decimal("source.shipping_amount") }} as shipping_amount,
            {{ read_boolean("source.is_test") }} as is_test,
            {{ read_timestamp("source.ordered_at") }} as ordered_at,
            {{ read_timestamp("source.updated_at") }} as updated_at,
            {{ delivered_at("source._synced_at") }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source {{ alias_join("currency", "source.currency") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing order_id"],
                        ["ordered_at is null", "unreadable ordered_at"],
                        ["gross_amount is null", "unreadable gross_amount"],
                        ["currency is null", "unknown currency"],
                    ]
                )
            }},
            {{
                value_issues(
                    {
                        "discount_amount": "discount_amount",
                        "tax_amount": "tax_amount",
                        "shipping_amount": "shipping_amount",
                        "is_test": "is_test",
                        "updated_at": "updated_at",
                    }
                )
            }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="order_id", newest="coalesce(updated_at, ordered_at)") }} from judged)

select *
from versioned
