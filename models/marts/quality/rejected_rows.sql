with
    rejected_rows_raw as (select * from {{ ref("rejected_rows_raw") }}),

    explained as (
        select
            split_part(split_part(staging_model, 'stg_', 2), '__', 1) as source,
            split_part(staging_model, '__', 2) || case
                when split_part(staging_model, '__', 3) <> '' then '__' || split_part(staging_model, '__', 3) else ''
            end as table_name,
            delivery,
            row_id,
            is_rejected,
            n_rows,
            loaded_at,
            {{ split_to_rows("reasons", "|") }} as reason
        from rejected_rows_raw
    ),

    listed as (
        select
            source,
            table_name,
            delivery,
            row_id,
            reason,
            case when is_rejected then 'row' else 'value' end as refused,
            n_rows,
            loaded_at
        from explained
        where reason <> ''
    )

select *
from listed
