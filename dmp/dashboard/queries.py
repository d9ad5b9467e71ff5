"""What the pages ask of the published file, each question by its name. A table here is one of the schema `marts`."""

from __future__ import annotations

_TOTALS = """
    select
        count(*) filter (is_known) as n_known,
        count(*) filter (not is_known) as n_anonymous,
        count(*) filter (n_orders > 0) as n_customers,
        count(*) filter (n_orders > 1) as n_repeaters
    from users
"""
_MONEY = """
    with
        counted as (from orders where is_counted),
        until as (select max(ordered_at) as instant from counted)
    select
        any_value(reporting_currency) as currency,
        count(*) as n_orders,
        sum(net_amount_reporting) as revenue,
        sum(net_amount_reporting) filter (ordered_at > instant - interval 28 days) as lately,
        sum(net_amount_reporting) filter (
            ordered_at <= instant - interval 28 days and ordered_at > instant - interval 56 days
        ) as before
    from counted, until
"""
_FRESHNESS = """
    select
        source,
        string_agg(distinct table_name, ', ' order by table_name) as tables,
        count(distinct delivery) as n_deliveries,
        sum(n_received) as n_received,
        max(last_loaded_at) as newest
    from delivery_counts
    group by source
    order by newest desc, source
"""
_SEGMENTS = """
    select segment_name, n_users, user_share, mean_days_since_last_order, mean_n_orders_365d, mean_revenue_365d,
        next_window_purchase_rate, purchase_rate_ci_low, purchase_rate_ci_high
    from segment_profiles
    order by n_users desc
"""
_RECOMMENDERS = """
    select task, model, value, ci_low, ci_high, n_users, lift_ci_low, lift_ci_high,
        case when model <> baseline then lift_over_baseline end as lift_over_baseline
    from model_quality
    where metric = 'ndcg' and k = 10
    order by task, value desc
"""
_COHORTS = """
    select
        cohort_month,
        max(n_customers) as n_customers,
        list(n_buyers / nullif(n_customers, 0) order by month_no) as shares,
        list('month ' || month_no order by month_no) as labels
    from customer_cohorts_monthly
    where month_no between 0 and 12
    group by cohort_month
    order by cohort_month desc
    limit 14
"""
_BY_SOURCE = """
    with
        lately as (
            from data_quality
            qualify loaded_date > max(loaded_date) over (partition by source) - interval 28 days
        ),
        dimensions as (
            select source, dimension, sum(n_good) / sum(n_rows) as good, max(loaded_date) as newest
            from lately
            group by source, dimension
        )
    select
        source,
        avg(good) filter (dimension = 'completeness') as completeness,
        avg(good) filter (dimension = 'validity') as validity,
        avg(good) filter (dimension = 'uniqueness') as uniqueness,
        avg(good) filter (dimension = 'timeliness') as timeliness,
        max(newest) as newest
    from dimensions
    group by source
    order by source
"""
# The newest day of a column against the fourteen before: a fall that chance would not explain. Fewer than 20 rows of a
# day say little about it.
_WORSE = """
    with
        days as (
            select *, row_number() over (
                partition by source, relation_name, dimension, column_name order by loaded_date desc
            ) as age
            from data_quality
            where n_rows >= 20
        ),
        held as (
            select
                source, relation_name, dimension, column_name,
                any_value(share) filter (age = 1) as share,
                any_value(n_rows) filter (age = 1) as n_rows,
                any_value(loaded_date) filter (age = 1) as loaded_date,
                median(share) filter (age between 2 and 15) as usual
            from days
            group by source, relation_name, dimension, column_name
        )
    select *, usual - share as fall
    from held
    where fall > greatest(0.01, 3 * sqrt(usual * (1 - usual) / n_rows))
    order by fall desc, source, relation_name, column_name
    limit 20
"""
# the last 24 days of arrival are drawn
_BY_COLUMN = """
    with
        days as (
            select *, row_number() over (
                partition by source, relation_name, dimension, column_name order by loaded_date desc
            ) as age
            from data_quality
        )
    select
        source, relation_name, dimension, column_name,
        sum(n_rows) as n_rows,
        sum(n_good) / sum(n_rows) as share,
        list(share order by loaded_date) filter (age <= 24) as shares,
        list(cast(loaded_date as varchar) order by loaded_date) filter (age <= 24) as labels
    from days
    group by source, relation_name, dimension, column_name
    order by source, relation_name, share, dimension, column_name
"""
_DELIVERIES = """
    select
        source, table_name,
        count(distinct delivery) as n_deliveries,
        sum(n_received) as n_received,
        sum(n_accepted) as n_accepted,
        sum(n_superseded) as n_superseded,
        sum(n_rejected) as n_rejected,
        sum(n_value_issues) as n_value_issues,
        sum(n_rejected) / nullif(sum(n_received), 0) as rejected_share
    from delivery_counts
    group by source, table_name
    order by rejected_share desc, source, table_name
"""
_REASONS = """
    select source, table_name, refused, reason, sum(n_rows) as n_rows, count(distinct delivery) as n_deliveries,
        max(loaded_at) as newest
    from rejected_rows
    group by source, table_name, refused, reason
    order by n_rows desc, source, table_name, reason
    limit 25
"""
_COVERAGE = """
    select contract, column_name, coverage, delivered_by, assumed_by, missing_at
    from input_coverage
    where coverage not in ('delivered', 'null-filled')
    order by contract, column_name
"""

QUERIES = {
    "totals": _TOTALS,
    "money": _MONEY,
    "freshness": _FRESHNESS,
    "segments": _SEGMENTS,
    "recommenders": _RECOMMENDERS,
    "cohorts": _COHORTS,
    "quality_by_source": _BY_SOURCE,
    "quality_worse": _WORSE,
    "quality_by_column": _BY_COLUMN,
    "deliveries": _DELIVERIES,
    "reasons": _REASONS,
    "coverage": _COVERAGE,
}
