{#
  In a growing company every block fills up, and the larger it is the fewer of its pairs are one person, since nobody has more records than before.
  So each record keeps its smallest blocks, as many as it may be compared in: idr_comparisons_per_match others for each record of its own person
  that the weights expect (one at least). What they leave out is the blocks that are least worth it; which these are depends on no order of arrival.
#}
with
    records as (select * from {{ ref("int_idr_match_records") }}),
    weights as (select * from {{ ref("int_idr_match_weights") }}),

    keyed as ({{ blocks_of_records("records") }}),

    blocks as (
        select rule_no, block_key, count(*) as n_records
        from keyed
        group by rule_no, block_key
        having count(*) between 2 and {{ block_cap() }}
    ),

    shared as (
        select keyed.node_id, keyed.rule_no, keyed.block_key, blocks.n_records
        from keyed
        inner join blocks on blocks.rule_no = keyed.rule_no and blocks.block_key = keyed.block_key
    ),

    -- others in this block and all smaller ones; whoever stands in several counts several times
    summed as (
        select
            *,
            sum(n_records - 1) over (
                partition by node_id order by n_records asc nulls last, rule_no asc nulls last rows unbounded preceding
            ) as n_others
        from shared
    ),

    allowed as (
        select
            {{ var("idr_comparisons_per_match") }} * greatest(coalesce(max(2 * m_probability), 1), 1) as n_comparisons
        from weights
        where comparison = 'prior'
    ),

    chosen as (
        select
            summed.node_id,
            summed.rule_no,
            summed.block_key,
            summed.n_records,
            summed.n_others <= allowed.n_comparisons as is_used
        from summed
        cross join allowed
    )

select *
from chosen
