{%- set most_feeds = dataset_inputs().values() | map("length") | sort | last | default(1) -%}

with
    -- one list of values: a union of as many selects takes Spark most of a minute to plan
    feeds as (
        select *
        from
            (
                values
                    {% for node in input_contracts() %}
                        {%- set feeds = dataset_inputs().get(node, []) %}
                        {%- for column in declared_columns(node) %}
                            {%- for feed in feeds or [""] %}
                                (
                                    '{{ node }}',
                                    '{{ column }}',
                                    '{{ feed }}',
                                    {{ loop.index }},
                                    {{ feeds | length }},
                                    {{ 1 if feed in delivering(feeds, column) else 0 }},
                                    {{ 1 if feed in assuming(feeds, column) else 0 }}
                                ),
                            {%- endfor %}
                        {%- endfor %}
                    {% endfor %}
                    ('', '', '', 0, 0, 0, 0)
            ) as listed(contract, column_name, feed, place, n_sources, is_delivering, is_assuming)
        where contract <> ''
    ),

    -- adapters declare all that their tools can deliver: what this company's never did shows in the rows alone
    filled as (
        {% for feed in adapter_staging() %}
            select feed, column_name, n_values
            from
                (
                    select
                        '{{ feed }}' as feed,
                        names.column_name,
                        case
                            names.column_name
                            {% for column in declared_columns(feed) %}
                                when '{{ column }}' then n_{{ column }}
                            {% endfor %}
                            else 0
                        end as n_values
                    from
                        (
                            select
                                {% for column in declared_columns(feed) %}
                                    count({{ column }}) as n_{{ column }},
                                {% endfor %}
                                count(*) as n_rows
                            from {{ ref(feed) }}
                            where row_status = 'accepted'
                        ) as counts
                    cross join (select distinct column_name from feeds where feed = '{{ feed }}') as names
                ) as counted
                {{ "union all" if not loop.last }}
        {% else %}
            select
                cast(null as {{ dbt.type_string() }}) as feed,
                cast(null as {{ dbt.type_string() }}) as column_name,
                0 as n_values
            from (select 1 as nothing) as empty
            where 1 = 0
        {% endfor %}
    ),

    told as (
        select
            feeds.contract,
            feeds.column_name,
            feeds.feed,
            feeds.place,
            feeds.n_sources,
            feeds.is_assuming,
            case when filled.n_values = 0 then 0 else feeds.is_delivering end as is_delivering,
            case when filled.n_values = 0 then feeds.is_delivering else 0 end as is_missing
        from feeds
        left join filled on feeds.feed = filled.feed and feeds.column_name = filled.column_name
    ),

    coverage as (
        select
            contract,
            column_name,
            max(n_sources) as n_sources,
            sum(is_delivering) as n_sources_delivering,
            sum(is_assuming) as n_sources_assuming,
            sum(is_missing) as n_sources_missing,
            {{ feeds_where("is_delivering", most_feeds) }} as delivered_by,
            {{ feeds_where("is_assuming", most_feeds) }} as assumed_by,
            {{ feeds_where("is_missing", most_feeds) }} as missing_at
        from told
        group by contract, column_name
    ),

    judged as (
        select
            contract,
            column_name,
            case
                when n_sources = 0
                then 'no source'
                when n_sources_delivering = 0 and n_sources_missing > 0
                then 'missing at the source'
                when n_sources_delivering = 0
                then 'null-filled'
                when n_sources_assuming = n_sources_delivering
                then 'assumed'
                when n_sources_delivering < n_sources
                then 'partly delivered'
                else 'delivered'
            end as coverage,
            delivered_by,
            assumed_by,
            missing_at,
            cast(n_sources as bigint) as n_sources,
            cast(n_sources_delivering as bigint) as n_sources_delivering
        from coverage
    )

select *
from judged
