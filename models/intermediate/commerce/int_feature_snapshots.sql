with
    clock as (select * from {{ ref("int_clock") }}),

    snapshots as (
        select 'evaluation' as snapshot, evaluation_cutoff as feature_at
        from clock
        union all
        select 'serving' as snapshot, as_of as feature_at
        from clock
    )

select *
from snapshots
