with
    source as (select * from {{ source("grocer", "basket_lines") }}),

    parsed as (
        select
            {{ clean_text("basket_id") }} as order_id,
            'grocer' as source,
            {{ clean_text("product_id") }} as item_id,
            {{ read_integer("line_no") }} as line_no,
            {{ read_integer("quantity") }} as counted,
            {{ read_decimal("sales_value") }} as received_amount,
            cast(
                {{ read_decimal("retail_disc") }} + {{ read_decimal("coupon_match_disc") }} as decimal(18, 4)
            ) as discount_amount,
            {{ read_timestamp("transaction_timestamp") }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source
    ),

    measured as (
        select
            *,
            cast(
                case
                    -- what was paid for without a count (29 lines) is one piece
                    when counted = 0 and received_amount > 0
                    then 1
                    -- petrol is counted in thousandths of a gallon; of anything else nobody buys more than 144 pieces
                    when counted > 200
                    then counted * 0.001
                    else counted
                end as decimal(18, 4)
            ) as quantity
        from parsed
    ),

    priced as (
        select *, {{ decimal_quotient("(received_amount + coalesce(discount_amount, 0))", "quantity") }} as unit_price
        from measured
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["order_id is null", "missing basket_id"],
                        ["line_no is null", "unreadable line_no"],
                        ["item_id is null", "missing product_id"],
                        ["quantity is null", "unreadable quantity"],
                        ["received_amount is null", "unreadable sales_value"],
                        ["quantity = 0", "neither quantity nor sales_value"],
                    ]
                )
            }},
            {{
                value_issues(
                    {"discount_amount": "retail_disc"},
                    extra=[
                        ["counted = 0 and received_amount > 0", "quantity 0 read as 1"],
                        ["counted > 200", "quantity read as thousandths"],
                    ],
                )
            }}
        from priced
    ),

    versioned as (select *, {{ row_status(key=["order_id", "line_no"], newest="loaded_at") }} from judged)

select *
from versioned
