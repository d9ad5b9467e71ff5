with
    -- one list of values: a union of as many selects takes Spark most of a minute to plan
    coverage as (
        select *
        from
            (
                values
                    {% for node in input_contracts() %}
                        {%- set feeds = dataset_inputs().get(node, []) %}
                        {%- for column in declared_columns(node) %}
                            (
                                '{{ node }}',
                                '{{ column }}',
                                {{ feeds | length }},
                                {{ delivering(feeds, column) | length }},
                                {{ assuming(feeds, column) | length }},
                                '{{ delivering(feeds, column) | join(", ") }}',
                                '{{ assuming(feeds, column) | join(", ") }}'
                            ),
                        {%- endfor %}
                    {% endfor %}
                    ('', '', 0, 0, 0, '', '')
            ) as listed(
                contract, column_name, n_sources, n_sources_delivering, n_sources_assuming, delivered_by, assumed_by
            )
        where contract <> ''
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
