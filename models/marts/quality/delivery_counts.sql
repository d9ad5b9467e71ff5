with
    received as (
        {% for feed in dataset_staging(whole_rows=true) %}
            select '{{ feed }}' as staging_model, delivery, row_status, value_issues, loaded_at
            from {{ ref(feed) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    counted as (
        select
            split_part(split_part(staging_model, 'stg_', 2), '__', 1) as source,
            split_part(staging_model, '__', 2) as table_name,
            delivery,
            cast(count(*) as bigint) as n_received,
            cast(sum(case when row_status = 'accepted' then 1 else 0 end) as bigint) as n_accepted,
            cast(sum(case when row_status = 'superseded' then 1 else 0 end) as bigint) as n_superseded,
            cast(sum(case when row_status = 'rejected' then 1 else 0 end) as bigint) as n_rejected,
            cast(count(value_issues) as bigint) as n_value_issues,
            min(loaded_at) as first_loaded_at,
            max(loaded_at) as last_loaded_at
        from received
        group by staging_model, delivery
    )

select *
from counted
