-- An amount without a rate would vanish from every sum in silence. Deliver rates for the currency, or set
-- reporting_currency.
with
    amounts as (
        select 'orders' as table_name, currency, order_date as date_day, gross_amount_reporting as amount_reporting
        from {{ ref("int_orders") }}
        union all
        select 'refunds' as table_name, currency, refund_date as date_day, amount_reporting
        from {{ ref("int_refunds") }}
        union all
        select 'ad_performance' as table_name, currency, date_day, spend_reporting as amount_reporting
        from {{ ref("int_ad_performance") }}
    )

select table_name, currency, min(date_day) as first_day, count(*) as n_amounts
from amounts
where amount_reporting is null
group by table_name, currency
