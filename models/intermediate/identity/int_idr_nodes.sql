with
    records as (select * from {{ ref("int_idr_records") }}),
    evidence as (select * from {{ ref("int_idr_evidence") }}),

    keys as (
        select 'record' as node_type, record_id as node_key
        from records
        union all
        select distinct 'identifier' as node_type, {{ identifier_node_key() }} as node_key
        from evidence
    ),

    -- numbered bucket by bucket: one window over all keys would be the work of one machine
    bucketed as (select node_type, node_key, substr({{ dbt.hash("node_key") }}, 1, 3) as bucket from keys),

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
            cast(
                offsets.first_id + row_number() over (
                    partition by bucketed.node_type, bucketed.bucket order by bucketed.node_key asc nulls last
                ) as bigint
            ) as node_id,
            bucketed.node_type,
            bucketed.node_key
        from bucketed
        inner join offsets on offsets.node_type = bucketed.node_type and offsets.bucket = bucketed.bucket
    )

select *
from numbered
