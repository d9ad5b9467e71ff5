{% set comparisons = match_comparisons() %}
with
    pairs as (select * from {{ ref("int_idr_pairs") }}),
    records as (select * from {{ ref("int_idr_match_records") }}),

    paired as (
        select pairs.node_a, pairs.node_b, pairs.rule_no, {{ match_columns("one") }}, {{ match_columns("other") }}
        from pairs
        inner join records as one on one.node_id = pairs.node_a
        inner join records as other on other.node_id = pairs.node_b
    ),

    levelled as (
        select
            node_a,
            node_b,
            rule_no,
            {% for comparison in comparisons if comparison.term %}
                one_{{ comparison.term.column }} as {{ comparison.name }}_term,
            {% endfor %}
            {% for comparison in comparisons %}
                cast({{ match_level(comparison) }} as integer) as {{ comparison.name }}_level{{ "," if not loop.last }}
            {% endfor %}
        from paired
    )

select *
from levelled
