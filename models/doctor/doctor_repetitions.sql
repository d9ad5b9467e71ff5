{#- Only within one delivery: in a full export, what did not change gives way to its own copy. -#}
{% set tolerated_share = 0.05 %}
{% set fed = [] %}
{% for contract, feeds in dataset_inputs().items() %}
    {% for feed in feeds %} {% do fed.append([contract, feed]) %} {% endfor %}
{% endfor %}
with
    received as (
        {% for contract, feed in fed %}
            select
                '{{ feed }}' as staging_model,
                '{{ contract_key(contract) | join(", ") }}' as key_columns,
                row_id,
                delivery,
                loaded_at,
                ''
                {%- for column in contract_key(contract) %}
                    || '~' || coalesce(cast({{ column }} as {{ dbt.type_string() }}), '')
                {%- endfor %} as row_key
            from {{ ref(feed) }}
            where row_status <> 'rejected' {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    deliveries as (
        select
            staging_model,
            delivery,
            row_number() over (
                partition by staging_model order by max(loaded_at) desc nulls last, delivery desc nulls last
            ) as newest_first
        from received
        group by staging_model, delivery
    ),

    keys as (
        select
            received.staging_model,
            received.key_columns,
            received.delivery,
            received.row_key,
            count(distinct received.row_id) as n_contents
        from received
        inner join
            deliveries on deliveries.staging_model = received.staging_model and deliveries.delivery = received.delivery
        where deliveries.newest_first = 1
        group by received.staging_model, received.key_columns, received.delivery, received.row_key
    ),

    counted as (
        select staging_model, key_columns, delivery, sum(n_contents) as n_rows, sum(n_contents - 1) as n_affected
        from keys
        group by staging_model, key_columns, delivery
    ),

    found as (
        select
            'repetitions' as check_name,
            'warning' as severity,
            staging_model as subject,
            'different rows of the newest delivery ('
            || delivery
            || ') gave way to another of the same '
            || key_columns as finding,
            'Versions of one thing are harmless. Where they are different things, the key of row_status in '
            || staging_model
            || ' lacks a column.' as advice,
            cast(n_affected as bigint) as n_affected,
            cast(n_rows as bigint) as n_rows
        from counted
        where n_affected >= {{ tolerated_share }} * n_rows and n_affected > 0
    )

select *
from found
