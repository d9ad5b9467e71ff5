{{ config(**upsert(key=["source", "order_id"], rows_of="int_orders")) }}

with
    facts as (select * from {{ ref("int_orders") }}),
    actors as (select * from {{ ref("int_actors") }}),
    refunds as (select * from {{ ref("int_refunds") }} where not is_outlier),

    refund_totals as (
        select
            source,
            order_id,
            cast(count(*) as bigint) as n_refunds,
            cast(sum(amount_reporting) as decimal(18, 4)) as refunded_amount_reporting,
            max(refund_date) as last_refund_date
        from refunds
        group by source, order_id
    ),

    orders as (
        select
            facts.order_id,
            facts.source,
            actors.user_id,
            {{ user_at_first_sight("actors.user_id") }} as user_id_at_event,
            facts.status,
            facts.coupon,
            facts.outlier_rule,
            facts.currency as order_currency,
            facts.reporting_currency,
            facts.n_lines,
            facts.n_items,
            coalesce(refund_totals.n_refunds, 0) as n_refunds,
            facts.gross_amount,
            facts.discount_amount,
            facts.tax_amount,
            facts.shipping_amount,
            facts.gross_amount_reporting,
            coalesce(refund_totals.refunded_amount_reporting, 0) as refunded_amount_reporting,
            cast(
                facts.gross_amount_reporting - coalesce(refund_totals.refunded_amount_reporting, 0) as decimal(18, 4)
            ) as net_amount_reporting,
            facts.is_test,
            facts.is_outlier,
            facts.is_counted,
            facts.order_date,
            refund_totals.last_refund_date,
            facts.ordered_at,
            facts.updated_at,
            facts.loaded_at
        from facts
        left join actors on actors.actor_id = facts.actor_id
        left join
            refund_totals on refund_totals.source = facts.source and refund_totals.order_id = facts.order_id
            {{ first_sight_join("facts", key=["source", "order_id"]) }}
    )

select *
from orders {{ except_kept() }}
