{#
  What the weights are learned from (`dmp identity train`): how often each pattern of levels occurs among pairs at random, which are hardly ever
  one person, and among pairs that share one strong value, of which many are. A value that more than 200 records share is left out, and no sample
  has more than a million pairs: of a large company it holds values as their hashes come.
#}
{{ config(enabled=var("idr_training")) }}

{% set comparisons = match_comparisons() %}
{% set samples = {"name": "name_key", "birth_date": "birth_day", "email": "email", "national_id": "national_id"} %}
with
    records as (select * from {{ ref("int_idr_match_records") }}),

    shuffled as (
        select *, row_number() over (order by {{ dbt.hash("record_id") }} asc nulls last) as place from records
    ),

    -- 1,415 records make a million pairs
    drawn as (select * from shuffled where place <= 1415),

    {% for sample, column in samples.items() %}
        {{ sample }}_counted as (
            select {{ column }}, {{ dbt.hash(column) }} as value_hash, count(*) * (count(*) - 1) / 2 as n_pairs
            from records
            where {{ column }} is not null
            group by {{ column }}
            having count(*) between 2 and 200
        ),

        {{ sample }}_summed as (
            select
                {{ column }}, sum(n_pairs) over (order by value_hash asc nulls last rows unbounded preceding) as n_pairs
            from {{ sample }}_counted
        ),

        {{ sample }}_values as (select {{ column }} from {{ sample }}_summed where n_pairs <= 1000000),

        {{ sample }}_sharers as (
            select records.*
            from records
            inner join {{ sample }}_values on {{ sample }}_values.{{ column }} = records.{{ column }}
        ),
    {% endfor %}

    pairs as (
        select 'random' as sample, {{ match_columns("one") }}, {{ match_columns("other") }}
        from drawn as one
        inner join drawn as other on one.place < other.place
        {% for sample, column in samples.items() %}
            union all
            select '{{ sample }}' as sample, {{ match_columns("one") }}, {{ match_columns("other") }}
            from {{ sample }}_sharers as one
            inner join
                {{ sample }}_sharers as other on one.{{ column }} = other.{{ column }} and one.node_id < other.node_id
        {% endfor %}
    ),

    measured as (select *, {{ measured_columns() }} from pairs),

    levelled as (
        select
            sample,
            {% for comparison in comparisons %}
                cast({{ match_level(comparison) }} as integer) as {{ comparison.name }}{{ "," if not loop.last }}
            {% endfor %}
        from measured
    ),

    -- pairs that are one person as good as certainly
    certain as (
        {% for keys in [
            ["name_key", "birth_day"],
            ["email"],
            ["national_id"],
            ["family_name", "birth_day", "postal_code"],
        ] %}
            select one.node_id as node_a, other.node_id as node_b
            from records as one
            inner join
                records as other on one.node_id < other.node_id
                {% for key in keys %} and one.{{ key }} = other.{{ key }} {% endfor %}
                {{ "union distinct" if not loop.last }}
        {% endfor %}
    ),

    counted as (
        select sample, {% for comparison in comparisons %} {{ comparison.name }}, {% endfor %} count(*) as n_pairs
        from levelled
        group by sample {% for comparison in comparisons %}, {{ comparison.name }} {% endfor %}
    ),

    sizes as (
        select 'certain' as sample, count(*) as n_pairs
        from certain
        union all
        select 'records' as sample, count(*) as n_pairs
        from records
    ),

    patterns as (
        select *
        from counted
        union all
        select
            sample,
            {% for comparison in comparisons %} cast(null as integer) as {{ comparison.name }}, {% endfor %}
            n_pairs
        from sizes
    )

select '{{ levels_version() }}' as levels_version, patterns.*
from patterns
