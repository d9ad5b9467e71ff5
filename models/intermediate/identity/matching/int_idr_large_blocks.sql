with
    records as (select * from {{ ref("int_idr_match_records") }}),

    keyed as ({{ blocks_of_records("records") }}),

    blocks as (
        select rule_no, block_key, count(*) as n_records
        from keyed
        group by rule_no, block_key
        having count(*) > {{ block_cap() }}
    )

select *
from blocks
