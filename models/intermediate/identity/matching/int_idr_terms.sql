{# How common a value is among the records that have one. #}
with
    records as (select * from {{ ref("int_idr_match_records") }}),

    terms as (
        {% for comparison in match_comparisons() if comparison.term %}
            select '{{ comparison.name }}' as comparison, {{ comparison.term.column }} as term
            from records
            where {{ comparison.term.column }} is not null {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    counted as (select comparison, term, count(*) as n_records from terms group by comparison, term),

    sized as (select *, cast(sum(n_records) over (partition by comparison) as bigint) as n_known from counted)

select *
from sized
