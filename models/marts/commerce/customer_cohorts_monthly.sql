with
    revenue as (select * from {{ ref("int_revenue") }} where is_counted),
    actors as (select * from {{ ref("int_actors") }} where user_id is not null),

    movements as (
        select
            actors.user_id,
            revenue.movement_type,
            revenue.reporting_currency,
            revenue.amount_reporting,
            cast({{ dbt.date_trunc("month", "revenue.revenue_date") }} as date) as revenue_month
        from revenue
        inner join actors on actors.actor_id = revenue.actor_id
    ),

    customers as (
        select user_id, min(revenue_month) as cohort_month from movements where movement_type = 'order' group by user_id
    ),

    cohorts as (select cohort_month, cast(count(*) as bigint) as n_customers from customers group by cohort_month),

    activity as (
        select
            customers.cohort_month,
            movements.revenue_month,
            movements.reporting_currency,
            cast(
                count(distinct case when movements.movement_type = 'order' then movements.user_id end) as bigint
            ) as n_buyers,
            cast(sum(case when movements.movement_type = 'order' then 1 else 0 end) as bigint) as n_orders,
            cast(sum(movements.amount_reporting) as decimal(18, 4)) as net_revenue
        from movements
        inner join customers on customers.user_id = movements.user_id
        group by customers.cohort_month, movements.revenue_month, movements.reporting_currency
    ),

    monthly as (
        select
            activity.reporting_currency,
            cast({{ dbt.datediff("activity.cohort_month", "activity.revenue_month", "month") }} as bigint) as month_no,
            cohorts.n_customers,
            activity.n_buyers,
            activity.n_orders,
            activity.net_revenue,
            activity.cohort_month,
            activity.revenue_month
        from activity
        inner join cohorts on cohorts.cohort_month = activity.cohort_month
    )

select *
from monthly
