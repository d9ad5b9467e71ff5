-- As many refused rows in the vault as deliveries counted; what was taken out of whole rows is counted in the vault
-- alone.
with
    kept as (
        select sum(n_rows) as n_rows
        from {{ ref("rejected_rows_raw") }}
        where is_rejected and split_part(staging_model, '__', 3) = ''
    ),

    counted as (select sum(n_rejected) as n_rows from {{ ref("delivery_counts") }})

select kept.n_rows as n_kept, counted.n_rows as n_counted
from kept
cross join counted
where coalesce(kept.n_rows, 0) <> coalesce(counted.n_rows, 0)
