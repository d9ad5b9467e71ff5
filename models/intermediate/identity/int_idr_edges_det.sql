with
    evidence as (select * from {{ ref("int_idr_evidence") }}),
    nodes as (select * from {{ ref("int_idr_nodes") }}),

    keyed as (select evidence.*, {{ identifier_node_key() }} as node_key from evidence),

    edges as (
        select
            record_nodes.node_id as node_a,
            identifier_nodes.node_id as node_b,
            keyed.record_id,
            keyed.id_type,
            keyed.id_value,
            keyed.tier,
            keyed.priority,
            keyed.cut_reason,
            keyed.cut_by,
            case when keyed.cut_reason is null then 'live' else 'cut' end as status,
            keyed.n_observations,
            keyed.first_seen,
            keyed.last_seen
        from keyed
        inner join
            nodes as record_nodes on record_nodes.node_type = 'record' and keyed.record_id = record_nodes.node_key
        inner join
            nodes as identifier_nodes
            on identifier_nodes.node_type = 'identifier'
            and keyed.node_key = identifier_nodes.node_key
    )

select *
from edges
