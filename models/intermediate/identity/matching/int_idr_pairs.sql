with
    block_keys as (select * from {{ ref("int_idr_block_keys") }} where is_used),

    -- one row per pair, whatever the number of rules that found it
    pairs as (
        select one.node_id as node_a, other.node_id as node_b, min(one.rule_no) as rule_no
        from block_keys as one
        inner join
            block_keys as other
            on one.rule_no = other.rule_no
            and one.block_key = other.block_key
            and one.node_id < other.node_id
        group by one.node_id, other.node_id
    )

select *
from pairs
