{{ config(schema="pii") }}

with
    -- by reject_reason, not by row_status: that one is a window over whole rows, 4 GB at 5 million events
    refused as (
        {% for feed in dataset_staging() %}
            select
                '{{ feed }}' as staging_model,
                row_id,
                delivery,
                row_text,
                coalesce(reject_reason, value_issues) as reasons,
                reject_reason is not null as is_rejected,
                loaded_at
            from {{ ref(feed) }}
            where reject_reason is not null or value_issues is not null {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    counted as (
        select
            staging_model,
            row_id,
            delivery,
            row_text,
            reasons,
            cast(count(*) as bigint) as n_rows,
            is_rejected,
            max(loaded_at) as loaded_at
        from refused
        group by staging_model, row_id, delivery, row_text, reasons, is_rejected
    )

select *
from counted
