{#
  In a growing company every block fills up, and the larger it is the fewer of its pairs are one person, since nobody has more records than before.
  So each record keeps its smallest blocks, as many as it may be compared in: idr_comparisons_per_match others for each record of its own person
  that the weights expect (one at least). What they leave out is the blocks that are least worth it; which these are depends on no order of arrival.
#}
{% set rules = blocking_rules() %}
with
    records as (select * from {{ ref("int_idr_match_records") }}),
    weights as (select * from {{ ref("int_idr_match_weights") }}),

    keyed as (
        {% for rule in rules %}
            select
                node_id,
                cast({{ loop.index }} as integer) as rule_no,
                {{ rule["keys"] | join(" || '|' || ") }} as block_key
            from records
            where {{ rule["keys"] | join(" is not null and ") }} is not null {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    sized as (select *, count(*) over (partition by rule_no, block_key) as n_records from keyed),

    judged as (
        select
            node_id,
            rule_no,
            block_key,
            n_records,
            n_records > case
                rule_no {% for rule in rules %} when {{ loop.index }} then {{ rule["cap"] }} {% endfor %}
            end as is_too_large
        from sized
        where n_records > 1
    ),

    -- others in this block and all smaller ones; whoever stands in several counts several times
    summed as (
        select
            *,
            sum(case when is_too_large then 0 else n_records - 1 end) over (
                partition by node_id order by n_records asc nulls last, rule_no asc nulls last rows unbounded preceding
            ) as n_others
        from judged
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
            summed.is_too_large,
            not summed.is_too_large and summed.n_others <= allowed.n_comparisons as is_used
        from summed
        cross join allowed
    )

select *
from chosen
