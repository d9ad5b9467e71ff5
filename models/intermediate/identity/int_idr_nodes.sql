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

    numbered as (
        select
            row_number() over (order by node_type desc nulls last, node_key asc nulls last) as node_id,
            node_type,
            node_key
        from keys
    )

select *
from numbered
