{#- What arrived on the first day of a source is its history, which says nothing about how late things come. -#}
{% set clocks = {
    "input__events": "event_at",
    "input__orders": "ordered_at",
    "input__refunds": "refunded_at",
    "input__messages": "event_at",
    "input__consents": "effective_at",
} %}
{% set minutes_of_slack = 5 %}
with
    arrivals as (
        {% for contract, instant in clocks.items() %}
            select '{{ contract }}' as contract, source, {{ instant }} as happened_at, loaded_at
            from {{ ref(contract) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    firsts as (
        select contract, source, cast(min(loaded_at) as date) as first_date from arrivals group by contract, source
    ),

    delayed as (
        select
            arrivals.contract,
            arrivals.source,
            {{ dbt.datediff("cast(arrivals.happened_at as date)", "cast(arrivals.loaded_at as date)", "day") }}
            as delay_days,
            case
                when {{ seconds_between("arrivals.loaded_at", "arrivals.happened_at") }} > 60 * {{ minutes_of_slack }}
                then 1
                else 0
            end as is_ahead,
            case when arrivals.happened_at = arrivals.loaded_at then 1 else 0 end as is_assumed
        from arrivals
        inner join firsts on firsts.contract = arrivals.contract and firsts.source = arrivals.source
        where cast(arrivals.loaded_at as date) > firsts.first_date
    ),

    counted as (
        select contract, source, delay_days, count(*) as n_rows, sum(is_ahead) as n_ahead, sum(is_assumed) as n_assumed
        from delayed
        group by contract, source, delay_days
    ),

    running as (
        select
            *,
            sum(n_rows) over (
                partition by contract, source
                order by delay_days asc nulls last
                rows between unbounded preceding and current row
            ) as n_so_far,
            sum(n_rows) over (partition by contract, source) as n_all
        from counted
    ),

    judged as (
        select
            contract,
            source,
            sum(n_rows) as n_rows,
            sum(n_ahead) as n_ahead,
            sum(n_assumed) as n_assumed,
            min(case when n_so_far >= 0.999 * n_all then delay_days end) as usual_days,
            max(delay_days) as longest_days
        from running
        group by contract, source
    ),

    found as (
        select
            'delay' as check_name,
            'note' as severity,
            contract || ' of ' || source as subject,
            '999 of 1000 rows arrive at most '
            || cast(usual_days as {{ dbt.type_string() }})
            || ' days after their day, the last after '
            || cast(longest_days as {{ dbt.type_string() }}) as finding,
            'What you process by day (microbatch) needs a look-back of '
            || cast(usual_days as {{ dbt.type_string() }})
            || ' days.' as advice,
            cast(null as bigint) as n_affected,
            cast(n_rows as bigint) as n_rows
        from judged
        where n_assumed < n_rows
        union all
        select
            'clock' as check_name,
            'warning' as severity,
            contract || ' of ' || source as subject,
            'rows lie more than {{ minutes_of_slack }} minutes after their own arrival' as finding,
            'A clock is wrong, or a local time was read as UTC: deliver the offset with it (2026-07-01T12:00:00+02:00).'
            as advice,
            cast(n_ahead as bigint) as n_affected,
            cast(n_rows as bigint) as n_rows
        from judged
        where n_ahead > 0
    )

select *
from found
