{#- A table is late when it has waited for more than so many times its longest gap, and for more than a day. -#}
{% set patience = 2 %}
with
    deliveries as (
        select source, table_name, cast(last_loaded_at as date) as loaded_date from {{ ref("delivery_counts") }}
    ),

    days as (
        select
            source,
            table_name,
            loaded_date,
            lag(loaded_date) over (partition by source, table_name order by loaded_date asc nulls last) as previous_date
        from (select distinct source, table_name, loaded_date from deliveries) as loaded
    ),

    rhythms as (
        select
            source,
            table_name,
            count(*) as n_days,
            max({{ dbt.datediff("previous_date", "loaded_date", "day") }}) as longest_gap_days,
            max(loaded_date) as newest_date
        from days
        group by source, table_name
    ),

    newest as (select max(newest_date) as newest_date from rhythms),

    waiting as (
        select rhythms.*, {{ dbt.datediff("rhythms.newest_date", "newest.newest_date", "day") }} as days_waited
        from rhythms
        cross join newest
    ),

    found as (
        select
            'freshness' as check_name,
            'warning' as severity,
            source || '.' || table_name as subject,
            'nothing came for '
            || cast(days_waited as {{ dbt.type_string() }})
            || ' days before the newest delivery of all; until then a delivery came at least every '
            || cast(longest_gap_days as {{ dbt.type_string() }})
            || ' days' as finding,
            'Ask who delivers it whether the export still runs.' as advice,
            cast(null as bigint) as n_affected,
            cast(null as bigint) as n_rows
        from waiting
        where n_days >= 3 and days_waited > 1 and days_waited > {{ patience }} * longest_gap_days
    )

select *
from found
