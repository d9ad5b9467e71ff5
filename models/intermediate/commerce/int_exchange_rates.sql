with
    arrived as (select * from {{ ref("input__exchange_rates") }} where currency <> '{{ reporting_currency() }}'),

    clock as (select * from {{ ref("int_clock") }}),
    orders as (select * from {{ ref("input__orders") }}),
    refunds as (select * from {{ ref("input__refunds") }}),
    ad_performance as (select * from {{ ref("input__ad_performance") }}),

    used_days as (
        select cast(as_of as date) as date_day
        from clock
        union distinct
        select date_day
        from arrived
        union distinct
        select cast(ordered_at as date) as date_day
        from orders
        union distinct
        select cast(refunded_at as date) as date_day
        from refunds
        union distinct
        select date_day
        from ad_performance
    ),

    bounds as (select min(date_day) as first_day, max(date_day) as last_day from used_days),
    days as ({{ day_series("bounds") }}),

    periods as (
        select
            currency,
            rate_to_reporting,
            date_day as known_date,
            lag(date_day) over (partition by currency order by date_day asc nulls last) as previous_date,
            lead(date_day) over (partition by currency order by date_day asc nulls last) as next_date
        from arrived
    ),

    foreign_rates as (
        select
            periods.currency,
            case
                when days.date_day = periods.known_date
                then 'of the day'
                when days.date_day > periods.known_date
                then 'carried forward'
                else 'first known'
            end as rate_origin,
            periods.rate_to_reporting,
            days.date_day,
            periods.known_date
        from days
        inner join
            periods
            on (days.date_day >= periods.known_date or periods.previous_date is null)
            and (days.date_day < periods.next_date or periods.next_date is null)
    ),

    rates as (
        select currency, rate_origin, rate_to_reporting, date_day, known_date
        from foreign_rates
        union all
        select
            '{{ reporting_currency() }}' as currency,
            'reporting currency' as rate_origin,
            cast(1 as decimal(18, 8)) as rate_to_reporting,
            date_day,
            date_day as known_date
        from days
    )

select *
from rates
