with
    source as (select * from {{ source("grocer", "baskets") }}),

    parsed as (
        select
            {{ clean_text("basket_id") }} as order_id,
            'grocer' as source,
            'USD' as currency,
            {{ clean_text("household_id") }} as user_id,
            {{ read_decimal("sales_value") }} as gross_amount,
            cast(
                {{ read_decimal("retail_disc") }} + {{ read_decimal("coupon_match_disc") }} as decimal(18, 4)
            ) as discount_amount,
            {{ read_timestamp("transaction_timestamp") }} as ordered_at,
            -- nothing says when the data arrived: as if every basket had been delivered at the till
            {{ read_timestamp("transaction_timestamp") }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing basket_id"],
                        ["ordered_at is null", "unreadable transaction_timestamp"],
                        ["gross_amount is null", "unreadable sales_value"],
                    ]
                )
            }},
            {{ value_issues({"discount_amount": "retail_disc"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="order_id", newest="ordered_at") }} from judged)

select *
from versioned
