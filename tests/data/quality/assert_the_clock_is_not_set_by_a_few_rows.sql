-- The newest arrival is the clock of the build. A handful of rows that arrived more than a month after everything
-- else (a sender with a
-- wrong clock, in files whose names tell no day) would age all histories: repair or remove those rows. The last day
-- before
-- the gap and what came after it are shown.
with
    arrivals as (
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__ad_performance") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__ad_touches") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__consents") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__contacts") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__events") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__exchange_rates") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__experiment_assignments") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__identifier_links") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__messages") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__order_lines") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__orders") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__products") }}
        union all
        select cast(loaded_at as date) as arrived_on
        from {{ ref("input__refunds") }}
    ),

    days as (select arrived_on, count(*) as n_rows from arrivals group by arrived_on),

    counted as (
        select
            arrived_on,
            lag(arrived_on) over (order by arrived_on asc nulls last) as previous_day,
            sum(n_rows) over (
                order by arrived_on desc nulls last rows between unbounded preceding and current row
            ) as n_rows_since,
            sum(n_rows) over () as n_rows_in_all
        from days
        where arrived_on is not null
    )

select previous_day, arrived_on, n_rows_since
from counted
where
    {{ dbt.dateadd("day", 31, "cast(previous_day as timestamp)") }} < arrived_on and n_rows_since * 1000 < n_rows_in_all
