{{ config(**upsert(key=["source", "order_id"], rows_of="input__orders")) }}

with
    arrived as (select * from {{ ref("input__orders") }}),
    lines as (select * from {{ ref("input__order_lines") }}),
    rates as (select * from {{ ref("int_exchange_rates") }}),
    outlier_rules as (select * from {{ ref("outlier_rules") }} where subject = 'order'),

    line_totals as (
        select
            source,
            order_id,
            cast(count(*) as bigint) as n_lines,
            cast(sum(quantity) as decimal(18, 4)) as n_items,
            min(loaded_at) as first_loaded_at
        from lines
        group by source, order_id
    ),

    identified as (
        select
            *,
            {{ identifier("user_id", "user_id") }} as account_id,
            {{ identifier("email", "email") }} as normal_email,
            {{ record_id("source", "'order'", "order_id") }} as record_id
        from arrived
    ),

    converted as (
        select
            identified.*,
            coalesce(line_totals.n_lines, 0) as n_lines,
            coalesce(line_totals.n_items, 0) as n_items,
            rates.rate_to_reporting,
            {{ in_reporting_currency("identified.gross_amount", "rates.rate_to_reporting") }} as gross_amount_reporting,
            least(identified.loaded_at, coalesce(line_totals.first_loaded_at, identified.loaded_at)) as first_loaded_at
        from identified
        left join line_totals on line_totals.source = identified.source and line_totals.order_id = identified.order_id
        left join rates on rates.currency = identified.currency and rates.date_day = cast(identified.ordered_at as date)
    ),

    measured as (
        select source, order_id, 'gross_amount_reporting' as measure, gross_amount_reporting as measured_value
        from converted
        union all
        select source, order_id, 'n_items' as measure, n_items as measured_value
        from converted
    ),

    outliers as ({{ broken_outlier_rules("measured", ["source", "order_id"]) }}),

    orders as (
        select
            converted.order_id,
            converted.source,
            converted.account_id,
            converted.normal_email as email,
            converted.record_id,
            {{ actor_id("converted.account_id", "converted.normal_email", "converted.record_id") }} as actor_id,
            converted.status,
            converted.currency,
            '{{ reporting_currency() }}' as reporting_currency,
            converted.coupon,
            outliers.outlier_rule,
            converted.n_lines,
            converted.n_items,
            converted.gross_amount,
            coalesce(converted.discount_amount, 0) as discount_amount,
            coalesce(converted.tax_amount, 0) as tax_amount,
            coalesce(converted.shipping_amount, 0) as shipping_amount,
            converted.rate_to_reporting,
            converted.gross_amount_reporting,
            coalesce(converted.is_test, false) as is_test,
            outliers.outlier_rule is not null as is_outlier,
            not coalesce(converted.is_test, false)
            and outliers.outlier_rule is null
            and coalesce(converted.status, '') <> 'cancelled' as is_counted,
            cast(converted.ordered_at as date) as order_date,
            converted.ordered_at,
            converted.updated_at,
            converted.first_loaded_at,
            case when converted.status = 'cancelled' then converted.loaded_at end as cancelled_loaded_at,
            converted.loaded_at
        from converted
        left join outliers on outliers.source = converted.source and outliers.order_id = converted.order_id
    )

select *
from orders {{ except_kept() }}
