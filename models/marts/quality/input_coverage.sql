with
    coverage as (
        {% for node in input_contracts() %}
            {%- set feeds = dataset_inputs().get(node, []) %}
            {%- for column in declared_columns(node) %}
                select
                    '{{ node }}' as contract,
                    '{{ column }}' as column_name,
                    {{ feeds | length }} as n_sources,
                    {{ delivering(feeds, column) | length }} as n_sources_delivering,
                    {{ assuming(feeds, column) | length }} as n_sources_assuming,
                    '{{ delivering(feeds, column) | join(", ") }}' as delivered_by,
                    '{{ assuming(feeds, column) | join(", ") }}' as assumed_by
                union all
            {%- endfor %}
        {% endfor %}
        select
            '' as contract,
            '' as column_name,
            0 as n_sources,
            0 as n_sources_delivering,
            0 as n_sources_assuming,
            '' as delivered_by,
            '' as assumed_by
        where 1 = 0
    ),

    judged as (
        select
            contract,
            column_name,
            case
                when n_sources = 0
                then 'no source'
                when n_sources_delivering = 0
                then 'null-filled'
                when n_sources_assuming = n_sources_delivering
                then 'assumed'
                when n_sources_delivering < n_sources
                then 'partly delivered'
                else 'delivered'
            end as coverage,
            nullif(delivered_by, '') as delivered_by,
            nullif(assumed_by, '') as assumed_by,
            cast(n_sources as bigint) as n_sources,
            cast(n_sources_delivering as bigint) as n_sources_delivering
        from coverage
    )

select *
from judged
