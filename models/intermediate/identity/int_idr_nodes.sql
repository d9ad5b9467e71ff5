{# A node keeps its number as long as it exists: what was found out about numbers holds in the next build. #}
{{ config(**upsert(key=["node_type", "node_key"], rows_of="int_idr_node_keys")) }}

with
    keys as (select * from {{ ref("int_idr_node_keys") }}),

    {% if is_incremental() %}
        taken as (select node_type, node_key, node_id from {{ this }}),

        fresh as (
            select keys.node_type, keys.node_key
            from keys
            left join taken on taken.node_type = keys.node_type and taken.node_key = keys.node_key
            where taken.node_id is null
        ),

        last as (select coalesce(max(node_id), 0) as node_id from taken),
    {% else %} fresh as (select * from keys), last as (select cast(0 as bigint) as node_id),
    {% endif %}

    -- numbered bucket by bucket: one window over all keys would be the work of one machine
    bucketed as (select node_type, node_key, substr({{ dbt.hash("node_key") }}, 1, 3) as bucket from fresh),

    sizes as (select node_type, bucket, count(*) as n_keys from bucketed group by node_type, bucket),

    offsets as (
        select
            node_type,
            bucket,
            sum(n_keys) over (
                order by node_type desc nulls last, bucket asc nulls last
                rows between unbounded preceding and current row
            )
            - n_keys as first_id
        from sizes
    ),

    numbered as (
        select
            bucketed.node_type,
            bucketed.node_key,
            cast(
                last.node_id
                + offsets.first_id
                + row_number() over (
                    partition by bucketed.node_type, bucketed.bucket order by bucketed.node_key asc nulls last
                ) as bigint
            ) as node_id
        from bucketed
        inner join offsets on offsets.node_type = bucketed.node_type and offsets.bucket = bucketed.bucket
        cross join last
    )

select *
from numbered
