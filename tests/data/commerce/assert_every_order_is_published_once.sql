-- Every order of the input is in marts.orders exactly once with the same amount.
with
    received as (select source, order_id, gross_amount from {{ ref("input__orders") }}),
    published as (
        select source, order_id, count(*) as n_rows, max(gross_amount) as gross_amount
        from {{ ref("orders") }}
        group by source, order_id
    )

select
    coalesce(received.source, published.source) as source,
    coalesce(received.order_id, published.order_id) as order_id,
    published.n_rows,
    received.gross_amount,
    published.gross_amount as published_amount
from received
full outer join published on received.source = published.source and received.order_id = published.order_id
where
    received.order_id is null
    or published.order_id is null
    or published.n_rows <> 1
    or received.gross_amount <> published.gross_amount
