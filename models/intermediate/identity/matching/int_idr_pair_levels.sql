{# Text distances are what matching costs: only pairs that are new, or of a record that changed, are compared. #}
{{ config(**upsert(key=["node_a", "node_b"], rows_of="int_idr_pairs")) }}

{% set comparisons = match_comparisons() %}
with
    pairs as (select * from {{ ref("int_idr_pairs") }}),
    records as (select * from {{ ref("int_idr_match_records") }}),

    versioned as (
        select
            pairs.node_a,
            pairs.node_b,
            -- of both in an order that the numbers of nodes, which tell arrival, have no part in
            {{
                dbt.hash(
                    "least(one.record_version, other.record_version) || greatest(one.record_version, other.record_version)"
                )
            }}
            as pair_version
        from pairs
        inner join records as one on one.node_id = pairs.node_a
        inner join records as other on other.node_id = pairs.node_b
    ),

    waiting as (
        select versioned.*
        from versioned
        {% if is_incremental() %}
            left join
                {{ this }} as kept
                on kept.node_a = versioned.node_a
                and kept.node_b = versioned.node_b
                and kept.pair_version = versioned.pair_version
            where kept.node_a is null
        {% endif %}
    ),

    paired as (
        select waiting.*, {{ match_columns("one") }}, {{ match_columns("other") }}
        from waiting
        inner join records as one on one.node_id = waiting.node_a
        inner join records as other on other.node_id = waiting.node_b
    ),

    levelled as (
        select
            node_a,
            node_b,
            pair_version,
            {% for comparison in comparisons if comparison.term %}
                case
                    when one_{{ comparison.term.column }} = other_{{ comparison.term.column }}
                    then one_{{ comparison.term.column }}
                end as {{ comparison.name }}_term,
            {% endfor %}
            {% for comparison in comparisons %}
                cast({{ match_level(comparison) }} as integer) as {{ comparison.name }}_level{{ "," if not loop.last }}
            {% endfor %}
        from paired
    )

select *
from levelled
