with
    records as (select * from {{ ref("int_idr_records") }}),
    evidence as (select * from {{ ref("int_idr_evidence") }}),

    keys as (
        select 'record' as node_type, record_id as node_key
        from records
        union all
        select distinct 'identifier' as node_type, {{ identifier_node_key() }} as node_key
        from evidence
    )

select *
from keys
