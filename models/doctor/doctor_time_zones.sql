{% set clocks = {"input__events": "event_at", "input__orders": "ordered_at", "input__messages": "event_at"} %}
with
    instants as (
        {% for contract, instant in clocks.items() %}
            select
                '{{ contract }}' as contract,
                source,
                count(*) as n_rows,
                sum(
                    case when {{ instant }} = cast(cast({{ instant }} as date) as timestamp) then 1 else 0 end
                ) as n_midnights
            from {{ ref(contract) }}
            group by source {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    accounts as (
        select
            platform || ' account ' || account_id as subject,
            count(distinct time_zone) as n_zones,
            count(*) as n_rows,
            sum(case when time_zone is null then 1 else 0 end) as n_affected
        from {{ ref("input__ad_performance") }}
        group by platform, account_id
    ),

    found as (
        select
            'time zone' as check_name,
            'warning' as severity,
            contract || ' of ' || source as subject,
            'rows are at midnight: only their day is known' as finding,
            'Deliver the time of day; without it nothing has an order within a day, and sessions and attribution guess.'
            as advice,
            cast(n_midnights as bigint) as n_affected,
            cast(n_rows as bigint) as n_rows
        from instants
        where n_rows >= 20 and 2 * n_midnights > n_rows
        union all
        select
            'time zone' as check_name,
            'warning' as severity,
            subject,
            case
                when n_affected > 0
                then 'rows have no time zone'
                else 'the days of one account are those of several time zones'
            end as finding,
            'A day of an ad platform is a day of its account: deliver the zone of the account with every row.'
            as advice,
            cast(case when n_affected > 0 then n_affected else n_rows end as bigint) as n_affected,
            cast(n_rows as bigint) as n_rows
        from accounts
        where n_affected > 0 or n_zones > 1
    )

select *
from found
