with
    landings as (select * from {{ ref("ops_landed_files") }}),

    ranked as (
        select
            *,
            row_number() over (
                partition by source, table_name order by landed_at desc nulls last, path desc nulls last
            ) as newest_first
        from landings
        where is_current and landed_as is not null
    ),

    found as (
        select
            'columns' as check_name,
            'warning' as severity,
            source || '.' || table_name as subject,
            'the newest delivery (' || path || ') changed: ' || drift as finding,
            'Declare new columns in the yml of the source; ask who delivers it about those that are missing or changed.'
            as advice,
            cast(null as bigint) as n_affected,
            n_rows
        from ranked
        where newest_first = 1 and drift is not null
    )

select *
from found
