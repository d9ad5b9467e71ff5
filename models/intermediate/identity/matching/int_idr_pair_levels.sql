{# Text distances are what matching costs: only pairs that are new, or of a record that changed, are compared. #}
{{ config(**upsert(key=["node_a", "node_b"], rows_of="int_idr_pairs")) }}

{% set comparisons = match_comparisons() %}
{# a sum, since the numbers of nodes, which tell the order of arrival, have no part in it #}
{% set pair_version = "one.record_version + other.record_version" %}
with
    pairs as (select * from {{ ref("int_idr_pairs") }}),
    records as (select * from {{ ref("int_idr_match_records") }}),

    {% if is_incremental() %}
        waiting as (
            select pairs.node_a, pairs.node_b
            from pairs
            inner join records as one on one.node_id = pairs.node_a
            inner join records as other on other.node_id = pairs.node_b
            left join
                {{ this }} as kept
                on kept.node_a = pairs.node_a
                and kept.node_b = pairs.node_b
                and kept.pair_version = {{ pair_version }}
            where kept.node_a is null
        ),
    {% endif %}

    paired as (
        select
            pairs.node_a,
            pairs.node_b,
            {{ pair_version }} as pair_version,
            {{ match_columns("one") }},
            {{ match_columns("other") }}
        from {{ "waiting" if is_incremental() else "pairs" }} as pairs
        inner join records as one on one.node_id = pairs.node_a
        inner join records as other on other.node_id = pairs.node_b
    ),

    measured as (select *, {{ measured_columns() }} from paired),

    levelled as (
        select
            *,
            {% for comparison in comparisons %}
                cast({{ match_level(comparison) }} as integer) as {{ comparison.name }}_level{{ "," if not loop.last }}
            {% endfor %}
        from measured
    ),

    termed as (
        select
            node_a,
            node_b,
            pair_version,
            {% for comparison in comparisons if comparison.term %}
                case
                    when {{ comparison.name }}_level in ({{ comparison.term.levels | join(", ") }})
                    then one_{{ comparison.term.column }}
                end as {{ comparison.name }}_term,
            {% endfor %}
            {% for comparison in comparisons %} {{ comparison.name }}_level{{ "," if not loop.last }} {% endfor %}
        from levelled
    )

select *
from termed
